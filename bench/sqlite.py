"""Signing on SQLite, against PostgreSQL, each with one web process."""

from bench.load.crowd import post
from bench.samples import interleave, middle, paired
from bench.sign import Signing
from bench.sites import Server, Site
from bench.workbench import Workbench


def measure(bench: Workbench) -> None:
    """sqlite_vs_postgresql."""
    with (
        bench.site(on_sqlite=True) as small,
        bench.site() as large,
        small.serve() as on_small,
        large.serve() as on_large,
    ):
        ways = {"SQLite": _signing(bench, small, on_small), "PostgreSQL": _signing(bench, large, on_large)}
        for way in ways.values():
            way.warm()
        found = interleave({name: way.round for name, way in ways.items()}, bench.options.rounds, bench.say)
        lost = {name: way.check() for name, way in ways.items()}
    for name, samples in found.items():
        bench.figures.keep(f"sqlite: {name}", samples)
    sqlite, postgresql = found["SQLite"], found["PostgreSQL"]
    bench.figures.put(
        "sqlite_vs_postgresql",
        paired(sqlite, postgresql),
        f"{middle(sqlite):,.0f} against {middle(postgresql):,.0f} per core-second; {sum(lost.values())} lost",
    )


def _signing(bench: Workbench, site: Site, server: Server) -> Signing:
    subject = bench.subject(site, server, post(f"{site.page}sign", site.host, site.form()))
    return Signing(bench, site, subject, bench.options.connections)
