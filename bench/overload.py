"""Overload: twice and five times as many signings as the site takes are due, whatever it does, on both databases.

A closed loop says how many it takes. Beside the overload people confirm and starters ask for their sign-in link, which
go before new signings. Everybody who was thanked is looked up afterwards.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.confirm import button, sign_beforehand
from bench.load.crowd import Answers, Crowd, post
from bench.load.starters import Starters
from bench.machine import look, spent
from bench.samples import ask
from bench.sign import lost_signings
from bench.sites import Server, Site
from bench.workbench import Workbench
from workshop.nginx import Proxy, nginx

TIMES = (2, 5)
WAYS = (("PostgreSQL", False, False), ("SQLite", True, False), ("PostgreSQL behind nginx", False, True))
"""Its name, whether the database is SQLite, whether the documented nginx stands in front."""
CROWD = 4_000
"""Connections of those who are too many."""
CONFIRMING = 50.0
"""A second, beside."""
CALM = 0.25
"""Share of the capacity that is asked for afterwards, until a whole second of it goes well."""
CALM_WITHIN_SECONDS = 30
CALM_MS = 500.0


@dataclass(frozen=True, slots=True)
class Beset:
    """What one overload was like."""

    database: str
    times: int
    capacity: float
    signing: Answers
    confirming: Answers
    starters_refused: int
    starters_ms: float
    recovered: float
    lost: int
    web_mb: float
    others: float

    @property
    def goodput(self) -> float:
        """Thanked a second, against what the site takes when no more is asked of it."""
        return self.signing.good / self.signing.seconds / self.capacity

    @property
    def errors(self) -> int:
        """Answers that were neither thanks nor an honest 503, and whoever goes first and was refused."""
        dishonest = self.signing.errors - self.signing.told
        return dishonest + self.confirming.errors + self.starters_refused

    def __str__(self) -> str:
        """In a line."""
        signing, confirming = self.signing, self.confirming
        return (
            f"{self.database} {self.times}×: {signing.good / signing.seconds:,.0f} a second of {self.capacity:,.0f} "
            f"thanked (p50 {signing.good_p50_ms:.0f}, p99 {signing.good_p99_ms:.0f}, longest "
            f"{signing.good_longest_ms:.0f} ms; since sent {signing.sent_good_p99_ms:.0f}), {signing.told:,} told to "
            f"come later (p99 {signing.other_p99_ms:.0f}, longest {signing.other_longest_ms:.0f} ms; since sent "
            f"{signing.sent_other_p99_ms:.0f}, {signing.sent_other_longest_ms:.0f}), beside them {confirming.good:,} "
            f"confirmed (p99 {confirming.p99_ms:.0f} ms) and starters asked for their link (longest "
            f"{self.starters_ms:.0f} ms); "
            f"{self.errors} errors, {self.lost} lost, web {self.web_mb:.0f} MB, calm again "
            f"{self.recovered:.1f} s after; others {self.others:.0%}"
        )


def measure(bench: Workbench) -> None:
    """overload_goodput, overload_refused_ms, overload_errors, overload_lost, overload_web_mb."""
    found: list[Beset] = []
    for name, on_sqlite, has_proxy in WAYS:
        with bench.site(on_sqlite=on_sqlite) as site, site.serve() as server, _front(site, server, has_proxy) as front:
            for one in Overload(bench, name, site, server, front).rounds():
                bench.say(f"  {one}")
                found.append(one)
    _tell(bench, found)


@contextlib.contextmanager
def _front(site: Site, server: Server, has_proxy: bool) -> Iterator[Proxy | None]:
    """The documented nginx before the site, with its pages for those who are too many; or nothing."""
    if not has_proxy:
        yield None
        return
    folder = site.folder / "nginx"
    folder.mkdir()
    site.write_later(folder / "later")
    with nginx(folder, server.port, is_bench=True) as proxy:
        yield proxy


class Overload:
    """One site beyond its capacity."""

    def __init__(self, bench: Workbench, name: str, site: Site, server: Server, front: Proxy | None) -> None:
        self._bench, self._name, self._site, self._server = bench, name, site, server
        self._form, self._button = post(f"{site.page}sign", site.host, site.form()), button(site)
        self._port = front.port if front else server.port
        self._subject = bench.subject(site, server, self._form)
        if front:
            parts = {**self._subject.parts, "nginx": [front.pid]}
            self._subject = replace(self._subject, port=front.port, parts=parts)

    def rounds(self) -> Iterator[Beset]:
        """One for each of TIMES, each with the capacity of just before."""
        self._capacity(self._bench.options.seconds / 3)
        for times in TIMES:
            capacity = self._capacity(self._bench.options.seconds)
            yield self._beset(times, capacity)

    def _capacity(self, seconds: float) -> float:
        connections = self._bench.options.connections
        return ask(self._subject, seconds, connections=connections, first=self._site.numbers())[0].per_second

    def _beset(self, times: int, capacity: float) -> Beset:
        seconds = self._bench.options.seconds
        tokens = sign_beforehand(self._site, int(seconds * CONFIRMING))
        first = self._site.numbers()
        before = look(self._subject.parts)
        with Starters(self._port) as starters:
            confirmers = self._crowd(self._button, seconds, CONFIRMING, lines=tokens)
            signers = self._crowd(self._form, seconds, capacity * times, connections=CROWD, first=first)
            web_mb = self._largest(seconds)
            signing, confirming = signers.answers(), confirmers.answers()
        after = look(self._subject.parts)
        recovered = self._until_calm(capacity)
        return Beset(
            database=self._name,
            times=times,
            capacity=capacity,
            signing=signing,
            confirming=confirming,
            starters_refused=starters.refused,
            starters_ms=starters.longest_ms,
            recovered=recovered,
            lost=lost_signings(self._site, signers.acknowledged()),
            web_mb=web_mb,
            others=spent(before, after, also=signing.cpu_seconds + confirming.cpu_seconds).others,
        )

    def _crowd(
        self,
        form: str,
        seconds: float,
        rate: float,
        *,
        connections: int = 64,
        first: int = 0,
        lines: Path | None = None,
    ) -> Crowd:
        return Crowd(
            self._port,
            form,
            self._site.folder,
            seconds=seconds,
            rate=rate,
            connections=connections,
            first=first,
            lines=lines,
        )

    def _largest(self, seconds: float) -> float:
        """Memory of the web process at its most."""
        most, until = 0.0, time.monotonic() + seconds
        while time.monotonic() < until:
            most = max(most, self._server.largest()[1])
            time.sleep(1.0)
        return most

    def _until_calm(self, capacity: float) -> float:
        """Seconds until the first second in which everybody is thanked soon."""
        ended = time.monotonic()
        while time.monotonic() < ended + CALM_WITHIN_SECONDS:
            began = time.monotonic()
            one = self._crowd(self._form, 1.0, capacity * CALM, connections=256, first=self._site.numbers()).answers()
            if one.errors == 0 and one.p99_ms < CALM_MS:
                return began - ended
        return CALM_WITHIN_SECONDS


def _tell(bench: Workbench, found: list[Beset]) -> None:
    figures = bench.figures
    figures.note("overload", [str(one) for one in found])
    rounds = ", ".join(f"{one.database} {one.times}× {one.goodput:.2f}" for one in found)
    thanked = ", ".join(f"{one.signing.good_p99_ms:.0f}" for one in found)
    least = min(one.goodput for one in found if one.times == TIMES[0])
    figures.put("overload_goodput", least, f"{rounds}; p99 of the thanked, from due moments on, {thanked} ms")
    told = sum(one.signing.told for one in found)
    figures.put(
        "overload_refused_ms",
        max(one.signing.sent_other_p99_ms for one in found),
        f"the worst of {len(found)} rounds; longest {max(one.signing.sent_other_longest_ms for one in found):.0f} ms; "
        f"p99 from due moments on {', '.join(f'{one.signing.other_p99_ms:.0f}' for one in found)} ms; "
        f"{told:,} were told to come later",
    )
    figures.put(
        "overload_errors",
        sum(one.errors for one in found),
        f"beside them {sum(one.confirming.good for one in found):,} confirmed, p99 at most "
        f"{max(one.confirming.p99_ms for one in found):.0f} ms, and starters got their link in "
        f"{max(one.starters_ms for one in found):.0f} ms at most",
    )
    thanked_all = sum(one.signing.good for one in found)
    calm = max(one.recovered for one in found)
    figures.put(
        "overload_lost", sum(one.lost for one in found), f"of {thanked_all:,} thanked; calm again in {calm:.1f} s"
    )
    figures.put("overload_web_mb", max(one.web_mb for one in found), f"the most of {len(found)} rounds")
