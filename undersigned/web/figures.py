"""The figures of all processes of a site: each leaves its own in DATA/run/metrics, and whoever is asked adds.

A process that is gone keeps its place in the sums, so that no counter falls when processes are renewed; what waits in
it is forgotten with it. Figures of other processes are up to a second old. `serve` empties the folder when it starts.
"""

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings

from undersigned.web.metrics import BUCKETS, counted

EVERY_SECONDS: Final = 1.0
SAID_EVERY: Final = 10
"""Turns between two lines of the log that say what the door has answered."""
ALIVE_SECONDS: Final = 10.0
"""A process that has left nothing for so long is gone."""
# A process's place: ids are used again, so the time at which it began belongs to the name.
MINE: Final = f"{os.getpid()}-{time.time_ns()}"


@dataclass
class Figures:
    """The sums of all processes."""

    processes: int = 0
    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    times: dict[tuple[str, str], tuple[list[int], float]] = field(default_factory=dict)
    depths: Counter[str] = field(default_factory=Counter)
    ages: dict[str, float] = field(default_factory=dict)
    pool: Counter[str] = field(default_factory=Counter)


def folder() -> Path:
    """Where the processes of this site leave their figures."""
    return Path(settings.UNDERSIGNED.data) / "run" / "metrics"


def keep_telling() -> None:
    """From now on a thread of this process leaves its figures every second."""
    threading.Thread(target=_tell_on, name="figures", daemon=True).start()


def _tell_on() -> None:
    log, turn, said = structlog.get_logger(), 0, Counter[str]()
    while True:
        time.sleep(EVERY_SECONDS)
        turn += 1
        try:
            tell()
            if turn % SAID_EVERY == 0:
                said = _say(log, said)
        except Exception:
            # A full disk, say: figures are worth no fault, and the next turn may go well.
            log.exception("figures not written")


def _say(log: Any, said: Counter[str]) -> Counter[str]:
    """One line for all that the door has answered: a line for each would cost more than the answer."""
    now = Counter({status: number for by, status, number in counted()["requests"] if by == "door"})
    if now != said:
        log.info("answered by the door", seconds=SAID_EVERY * EVERY_SECONDS, **dict(now - said))
    return now


def tell() -> None:
    """This process's figures of now are what others read."""
    mine = counted()
    if not mine["requests"]:
        # A process that dies again and again leaves nothing behind.
        return
    place = folder() / f"{MINE}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    scratch = place.with_suffix(".new")
    scratch.write_text(json.dumps({"at": time.time(), **mine}))
    scratch.replace(place)


def all_figures() -> Figures:
    """The sums of what all processes have left, this one's of now among them."""
    tell()
    figures = Figures()
    for told in _told():
        _add(figures, told)
    return figures


def _told() -> Iterator[dict[str, Any]]:
    for place in folder().glob("*.json"):
        try:
            yield json.loads(place.read_text())
        except (OSError, ValueError):
            # Taken away, or cut off by a full disk: the next one is whole again.
            continue


def _add(figures: Figures, told: dict[str, Any]) -> None:
    for by, status, number in told["requests"]:
        figures.requests[by, status] += number
    for outcome, number in told["pages"]:
        figures.pages[outcome] += number
    for act, by, counts, total in told["times"]:
        before, sum_before = figures.times.get((act, by), ([0] * (len(BUCKETS) + 1), 0.0))
        figures.times[act, by] = [a + b for a, b in zip(before, counts, strict=True)], sum_before + total
    for name in ("requests_queued", "requests_wait_ms", "requests_errors"):
        figures.pool[name] += told["pool"].get(name, 0)
    if time.time() - told["at"] <= ALIVE_SECONDS:
        _add_living(figures, told)


def _add_living(figures: Figures, told: dict[str, Any]) -> None:
    figures.processes += 1
    figures.pool["requests_waiting"] += told["pool"].get("requests_waiting", 0)
    for name, lane, value in told["gauges"]:
        if name == "gather_depth":
            figures.depths[lane] += int(value)
        else:
            figures.ages[lane] = max(figures.ages.get(lane, 0.0), value)
