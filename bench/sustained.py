"""Signing alone and without a pause, for as long as the storm: as many as the machine takes, none lost."""

from bench.load.crowd import post
from bench.samples import Sample, ask, line
from bench.sign import lost_signings
from bench.workbench import Workbench


def measure(bench: Workbench) -> None:
    """sign_per_core_second over the whole time; what is lost adds to storm_lost."""
    seconds = bench.options.minutes * 60
    with bench.site() as site, site.serve() as server:
        subject = bench.subject(site, server, post(f"{site.page}sign", site.host, site.form()))
        ask(subject, 2, connections=bench.options.connections, first=site.numbers())
        one, crowd = ask(subject, seconds, connections=bench.options.connections, first=site.numbers())
        bench.say(f"  {line(one)}")
        acknowledged = crowd.acknowledged()
        lost = lost_signings(site, acknowledged)
    bench.say(f"  {lost} of {len(acknowledged):,} lost")
    _tell(bench, one, lost, len(acknowledged))


def _tell(bench: Workbench, one: Sample, lost: int, acknowledged: int) -> None:
    figures = bench.figures
    figures.keep("sustained", [one])
    figures.put(
        "sign_per_core_second",
        one.per_core_second,
        f"{one.good:,} signed in {one.spent.seconds:.0f} s, {one.per_second:,.0f} a second, p99 {one.p99_ms:.0f} ms, "
        f"{one.errors} errors; others used {one.spent.others:.0%} of the machine",
    )
    before = figures.values.get("storm_lost", 0)
    note = figures.notes.get("storm_lost", "")
    figures.put(
        "storm_lost", before + lost, f"{note}{'; ' if note else ''}{acknowledged:,} acknowledged without a pause"
    )
