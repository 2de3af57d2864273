"""300 slow clients beside the storm, a hundred each of slow headers, bodies and readers: p99 with and without."""

import json
import subprocess
import sys
from statistics import median

from bench.sites import ROOT, Server, Site
from bench.storm import Storm, storm, stormy
from bench.workbench import Workbench

CUT_WITHIN_SECONDS = 30.0
GRACE_SECONDS = 3.0
ROUNDS = 2


def measure(bench: Workbench) -> None:
    """slow_clients_p99_ratio; what was borne of whom is told beside it."""
    without: list[Storm] = []
    beside: list[Storm] = []
    borne: dict[str, dict[str, float]] = {}
    with bench.site() as site, stormy(bench, site) as server:
        for _ in range(ROUNDS):
            without.append(storm(bench, site, server, bench.options.slow_minutes * 60))
            bench.say(f"  without: {without[-1]}")
            one, borne = _beside(bench, site, server)
            beside.append(one)
            bench.say(f"  beside: {one}\n  {borne}")
    ratios = [slow.signing.p99_ms / fast.signing.p99_ms for slow, fast in zip(beside, without, strict=True)]
    errors = sum(one.errors for one in beside)
    bench.figures.put("slow_clients_p99_ratio", median(ratios), f"{_words(borne)}; {errors} errors of the others")
    bench.figures.note(
        "slow clients", {"borne": borne, "without": list(map(str, without)), "beside": list(map(str, beside))}
    )


def _beside(bench: Workbench, site: Site, server: Server) -> tuple[Storm, dict[str, dict[str, float]]]:
    seconds = bench.options.slow_minutes * 60
    command = [sys.executable, "-m", "bench.load.slow", str(site.port), site.page, str(seconds)]
    slow = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        one = storm(bench, site, server, seconds, also={"slow clients": [slow.pid]})
        output, _ = slow.communicate(timeout=90)
    finally:
        if slow.poll() is None:
            slow.kill()
            slow.communicate()
    return one, json.loads(output)


def _words(borne: dict[str, dict[str, float]]) -> str:
    said = []
    for kind, found in borne.items():
        longest = found["longest"]
        if kind != "reading" and longest > CUT_WITHIN_SECONDS + GRACE_SECONDS:
            said.append(f"a slow {kind} was borne {longest:.0f} s, too long")
        else:
            said.append(f"a slow {kind} was borne {longest:.0f} s at most")
    return ", ".join(said)
