"""Signing on PostgreSQL, against a plain Django view on the same tables and against pgbench writing the same row."""

from bench.load.crowd import post
from bench.pgbench import Pgbench
from bench.samples import Sample, Subject, ask, interleave, middle, paired
from bench.sites import Site
from bench.workbench import Workbench

PLAIN_CONNECTIONS = 32


def measure(bench: Workbench) -> None:
    """sign_vs_plain_django, sign_vs_pgbench, sign_per_core_second."""
    with bench.site() as site, site.serve() as ours, site.plain_django() as plain:
        form = post(f"{site.page}sign", site.host, site.form())
        rival = post(f"{site.page}sign", f"127.0.0.1:{plain.port}", site.form())
        signing = Signing(bench, site, bench.subject(site, ours, form), bench.options.connections)
        django = Signing(bench, site, bench.subject(site, plain, rival), PLAIN_CONNECTIONS)
        pgbench = Pgbench(bench, site)
        subjects = {"sign": signing.round, "plain Django": django.round, "pgbench": pgbench.round}
        for each in (signing, django):
            each.warm()
        found = interleave(subjects, bench.options.rounds, bench.say)
        signing.check()
    for name, samples in found.items():
        bench.figures.keep(f"sign: {name}", samples)
    sign, plain_django, rows = found["sign"], found["plain Django"], found["pgbench"]
    crowd = sum(one.client for one in sign) / sum(one.good for one in sign) * 1e6
    bench.figures.put(
        "sign_vs_plain_django",
        paired(sign, plain_django),
        f"{middle(sign):,.0f} against {middle(plain_django):,.0f} per core-second; "
        f"the crowd cost {crowd:.0f} µs a signing",
    )
    bench.figures.put(
        "sign_vs_pgbench",
        paired(sign, rows),
        f"{middle(sign):,.0f} against {middle(rows):,.0f} per core-second of the database alone; "
        f"with pgbench's own work {pgbench.with_client(rows):,.0f}",
    )
    bench.figures.put("sign_per_core_second", middle(sign), f"median of {len(sign)} rounds")


class Signing:
    """One way to sign, measured round by round; what was acknowledged is compared with the rows at the end."""

    def __init__(self, bench: Workbench, site: Site, subject: Subject, connections: int) -> None:
        self._bench, self._site, self._subject, self._connections = bench, site, subject, connections
        self.acknowledged: list[int] = []

    def warm(self) -> None:
        self._ask(self._bench.options.seconds / 3)

    def round(self) -> Sample:
        if self._site.database_url:
            self._bench.settle()
        return self._ask(self._bench.options.seconds)

    def check(self) -> int:
        """How many were acknowledged and have no row; an error says so."""
        lost = lost_signings(self._site, self.acknowledged)
        if lost:
            self._bench.say(f"  LOST: {lost} of {len(self.acknowledged)} acknowledged signatures have no row")
        return lost

    def _ask(self, seconds: float) -> Sample:
        first = self._site.numbers()
        one, crowd = ask(self._subject, seconds, connections=self._connections, first=first)
        self.acknowledged += crowd.acknowledged()
        return one


def lost_signings(site: Site, numbers: list[int]) -> int:
    """Of these acknowledged signers, how many have no row."""
    file = site.folder / "acknowledged"
    file.write_text("\n".join(map(str, numbers)))
    return int(site.inside("lost", str(file))["lost"])
