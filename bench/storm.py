"""The storm: 100 signings and 10,000 page reads a second, due whatever the server does, with worker and publisher."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bench.load.crowd import Answers, Crowd, get, post
from bench.machine import Spent, look, spent
from bench.sign import lost_signings
from bench.sites import ROOT, Server, Site
from bench.workbench import Workbench
from workshop.postgres import free_port

SIGNINGS = 100.0
READS = 10_000.0
READERS = 128
WARM_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Storm:
    """What a storm was like."""

    signing: Answers
    reading: Answers
    acknowledged: list[int]
    web_mb: float
    spent: Spent

    @property
    def errors(self) -> int:
        return self.signing.errors + self.reading.errors

    def __str__(self) -> str:
        """In a line."""
        cost = ", ".join(f"{part} {seconds:.1f} s" for part, seconds in self.spent.parts.items())
        return (
            f"{self.signing.good:,} signed (p50 {self.signing.p50_ms:.0f}, p99 {self.signing.p99_ms:.0f}, longest "
            f"{self.signing.longest_ms:.0f} ms), {self.reading.good:,} read (p99 {self.reading.p99_ms:.0f} ms), "
            f"{self.errors} errors, web {self.web_mb:.0f} MB (CPU of {self.spent.seconds:.0f} s: {cost}, "
            f"others {self.spent.others:.0%}, load {self.spent.load:.1f})"
        )


def measure(bench: Workbench) -> None:
    """storm_p99_ms, storm_errors, storm_lost, web_mb."""
    seconds = bench.options.minutes * 60
    with bench.site() as site, stormy(bench, site) as server:
        found = storm(bench, site, server, seconds)
        bench.say(f"  {found}")
        lost = lost_signings(site, found.acknowledged)
    figures = bench.figures
    figures.note("storm", str(found))
    signing, reading, parts = found.signing, found.reading, found.spent.parts
    figures.put(
        "storm_p99_ms",
        signing.p99_ms,
        f"{seconds:.0f} s, from due moments on; median {signing.p50_ms:.0f} ms, reading p99 {reading.p99_ms:.0f} ms; "
        f"CPU per second of clock: crowd {parts['crowd'] / found.spent.seconds:.2f}, others {found.spent.others:.0%}",
    )
    figures.put("storm_errors", found.errors, f"of {signing.begun + reading.begun:,} requests")
    figures.put("storm_lost", lost, f"of {len(found.acknowledged):,} acknowledged in the storm")
    figures.put("web_mb", found.web_mb, "most proportional set size of the web process in the storm")


@contextmanager
def stormy(bench: Workbench, site: Site) -> Iterator[Server]:
    """The whole site with web, worker and publisher, and a mail server that takes what the worker sends."""
    port = free_port()
    sink = subprocess.Popen([sys.executable, "-m", "bench.load.sink", str(port)], cwd=ROOT)
    try:
        smtp = f"smtp://127.0.0.1:{port}"
        with site.serve(only=None, workers=bench.options.workers, smtp_url=smtp) as server:
            storm(bench, site, server, WARM_SECONDS)
            yield server
    finally:
        sink.kill()
        sink.wait()


def storm(
    bench: Workbench, site: Site, server: Server, seconds: float, also: Mapping[str, list[int]] | None = None
) -> Storm:
    """One storm; `also` names processes of others whose work is told apart."""
    form = post(f"{site.page}sign", site.host, site.form())
    signers = Crowd(
        site.port,
        form,
        site.folder,
        seconds=seconds,
        rate=SIGNINGS,
        first=site.numbers(),
        connections=bench.options.connections,
    )
    readers = Crowd(site.port, get(site.page, site.host), site.folder, seconds=seconds, rate=READS, connections=READERS)
    parts = {
        "server": [server.pid],
        "database": [bench.postmaster],
        "crowd": [signers.pid, readers.pid],
        **(also or {}),
    }
    before = look(parts)
    most = 0.0
    try:
        # Looked at a moment before the crowds end: what has ended and was waited for has no work to be read.
        while time.monotonic() < before.at + seconds - 0.2:
            most = max(most, server.largest()[1])
            time.sleep(min(2.0, max(0.1, before.at + seconds - 0.2 - time.monotonic())))
        after = look(parts)
        signing, reading = signers.answers(), readers.answers()
        return Storm(signing, reading, signers.acknowledged(), most, spent(before, after))
    finally:
        signers.stop()
        readers.stop()
