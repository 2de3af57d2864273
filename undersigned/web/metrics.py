"""What this process counts about itself: requests, how long signing takes, what waits. No path, no petition, no person.

Counting costs a dictionary's update, so that the door can afford it. Other processes and /metrics see the figures
through `web.figures`.
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any, ClassVar, Final, Literal, TypeVar

Door = Literal["door", "django"]
Act = Literal["sign", "confirm"]
Kept = Literal["hit", "not_modified", "rebuilt"]

Outcome = TypeVar("Outcome")

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histograms, in seconds."""


class Times:
    """A histogram: how many took up to each bound, and all together."""

    def __init__(self) -> None:
        """Nothing was timed yet."""
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """One more that took so long."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.sum += seconds


class Watched:
    """What this process has counted since it started, and what can be asked of it now."""

    requests: ClassVar[Counter[tuple[str, str]]] = Counter()
    pages: ClassVar[Counter[str]] = Counter()
    times: ClassVar[dict[tuple[str, str], Times]] = {}
    gauges: ClassVar[dict[tuple[str, str], Callable[[], float]]] = {}
    # Django answers from many threads and takes it; the door answers from one, and its keys are its own.
    lock = threading.Lock()


def count_request(by: Door, status: int) -> None:
    """One request was answered by the door or by Django with this status."""
    Watched.requests[by, f"{status // 100}xx"] += 1


def count_page(outcome: Kept) -> None:
    """The page cache gave what it had, said that it has not changed, or had it made anew."""
    Watched.pages[outcome] += 1


def observe(act: Act, seconds: float, by: Door = "door") -> None:
    """Signing or confirming took so long, from the whole body to the answer."""
    times = Watched.times.get((act, by))
    if times is None:
        times = Watched.times.setdefault((act, by), Times())
    times.add(seconds)


async def timed(act: Act, answer: Awaitable[Outcome | None]) -> Outcome | None:
    """The door's answer, and how long it took is observed; None is left to Django, which observes for itself."""
    begun = perf_counter()
    outcome = await answer
    if outcome is not None:
        observe(act, perf_counter() - begun)
    return outcome


def watch(name: Literal["gather_depth", "gather_age_seconds"], lane: str, ask: Callable[[], float]) -> None:
    """`ask` tells this figure of a lane of the gather whenever it is wanted; it is called from another thread."""
    Watched.gauges[name, lane] = ask


def counted() -> dict[str, Any]:
    """Everything that this process has counted, as JSON can hold it."""
    # Each is copied at once: other threads go on counting.
    return {
        "requests": [[*key, number] for key, number in list(Watched.requests.items())],
        "pages": [[key, number] for key, number in list(Watched.pages.items())],
        "times": [[*key, list(times.counts), times.sum] for key, times in list(Watched.times.items())],
        "gauges": [[*key, ask()] for key, ask in list(Watched.gauges.items())],
        "pool": _pool(),
    }


def _pool() -> dict[str, int]:
    """What the database's pool says, where there is one and it is open."""
    from django.db import connections

    # Asking the connection for its pool would open one.
    pool = getattr(type(connections["default"]), "_connection_pools", {}).get("default")
    return {} if pool is None else dict(pool.get_stats())
