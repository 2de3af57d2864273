"""What a signature costs must not grow with their number: everything on two databases, one grown, in turns."""

from collections.abc import Callable
from statistics import median

from bench.confirm import pair
from bench.load.crowd import get
from bench.reads import reading
from bench.samples import Sample, interleave, paired
from bench.sites import Server, Site
from bench.workbench import Workbench

FEW = 1_000
PUBLISHED = 2_000
RENDERED = 100
WRITES = ("sign", "confirm")
"""These may cost three times as much, all others half again as much."""
SHARE = 3 / 1.5


def measure(bench: Workbench) -> None:
    """growth_worst; every ratio is told beside it."""
    with bench.site() as small, bench.site() as large:
        for site, rows in ((small, FEW), (large, bench.options.rows)):
            took = site.inside("grow", str(rows))["seconds"]
            bench.say(f"  {rows:,} signatures made in {took:.0f} s")
        with small.serve() as on_small, large.serve() as on_large:
            few, many = _costs(bench, small, on_small), _costs(bench, large, on_large)
            found = {name: _ratio(bench, name, few[name], many[name]) for name in few}
        found |= _alone(bench, small, large)
    allowed = {name: ratio / (SHARE if name in WRITES else 1) for name, ratio in found.items()}
    bench.figures.note("growth", found)
    bench.figures.put(
        "growth_worst",
        max(allowed.values()),
        f"{bench.options.rows:,} against {FEW:,}: {', '.join(f'{name} {ratio:.2f}' for name, ratio in found.items())}",
    )


def _costs(bench: Workbench, site: Site, server: Server) -> dict[str, Callable[[], Sample]]:
    """A round of each way."""
    signing, confirming = pair(bench, site, server)
    return {
        "page": reading(bench, bench.subject(site, server, get(site.page, site.host))),
        "count": reading(bench, bench.subject(site, server, get(site.count, site.host))),
        "sign": signing.round,
        "confirm": confirming,
    }


def _ratio(bench: Workbench, name: str, few: Callable[[], Sample], many: Callable[[], Sample]) -> float:
    found = interleave({f"{name}, few": few, f"{name}, many": many}, bench.options.rounds, bench.say)
    for which, samples in found.items():
        bench.figures.keep(f"growth: {which}", samples)
    return paired(*found.values())


def _alone(bench: Workbench, small: Site, large: Site) -> dict[str, float]:
    """What no crowd asks for: pages made anew, and publishing."""
    ratios: dict[str, list[float]] = {"page made anew": [], "count made anew": [], "publish": []}
    for _ in range(bench.options.rounds):
        few, many = (_alone_once(site) for site in (small, large))
        for name, found in ratios.items():
            found.append(many[name] / few[name])
        bench.say(
            "  " + ", ".join(f"{name} {many[name] * 1e3:.2f} ms ({many[name] / few[name]:.2f})" for name in ratios)
        )
    return {name: median(found) for name, found in ratios.items()}


def _alone_once(site: Site) -> dict[str, float]:
    made = site.inside("render", str(RENDERED), site.page, site.count)
    published = site.inside("publish", str(site.numbers()), str(PUBLISHED))
    return {
        "page made anew": made[site.page],
        "count made anew": made[site.count],
        "publish": published["seconds"] / published["published"],
    }
