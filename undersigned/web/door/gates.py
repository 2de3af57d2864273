"""Gates: how many may be on their way at once, so that who is let in is served soon and all others are told at once.

A newcomer waits as long as those before them take to leave. So a gate lets in what leaves in half a second, by what it
has seen leave while many were on their way, and turns everybody else away before anything is done for them.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

WAIT_SECONDS: Final = 0.5
"""What those who are let in may need to leave, all together."""
SLOW_SECONDS: Final = 0.5
"""Whoever is overtaken by somebody who began so much later sends slowly. They hold up nobody, so nobody is turned away
on their account. Not by the clock alone: where everything is late, nobody is overtaken."""
SLOWEST_SECONDS: Final = 2.0
"""After this time they send slowly, whoever comes."""
WINDOW_SECONDS: Final = 0.25
"""What leaves is counted over so long at least."""
BUSY_SHARE: Final = 8
"""With fewer on their way than `least` by this, what leaves says nothing of what could."""
NEWS_SHARE: Final = 0.3
"""How much the last window weighs against those before it."""


class Gate:
    """One way in. Asked by one thread, with the time on the monotonic clock.

    `served()` counts what was done for those who were let in. `least` may always be on their way: they fit into one
    batch, and whoever is in the next batch waits for nobody. Never more than `most`.
    """

    __slots__ = (
        "_arriving",
        "_before",
        "_inside",
        "_latest",
        "_least",
        "_most",
        "_number",
        "_per_second",
        "_served",
        "_since",
    )

    def __init__(self, served: Callable[[], int], *, least: int, most: int) -> None:
        """Nobody is on their way, and nothing is known of how many leave: up to `most` are let in."""
        self._served, self._least, self._most = served, least, most
        self._arriving: OrderedDict[int, float] = OrderedDict()
        """Since when each of those is sending who are not slow."""
        self._latest = -math.inf
        """When the last of those began who have sent."""
        self._number = self._inside = 0
        self._per_second: float | None = None
        self._since: float | None = None
        """Since when many have been on their way without a pause, at the beginning of the present window."""
        self._before = 0

    @property
    def limit(self) -> int:
        """How many may be on their way."""
        if self._per_second is None:
            return self._most
        return max(self._least, min(self._most, int(self._per_second * WAIT_SECONDS)))

    @property
    def on_their_way(self) -> int:
        """How many have come and not left, but for those who send slowly."""
        return len(self._arriving) + self._inside

    def is_full(self, now: float) -> bool:
        """True where a newcomer is to be turned away."""
        arriving, slow = self._arriving, max(self._latest - SLOW_SECONDS, now - SLOWEST_SECONDS)
        while arriving and next(iter(arriving.values())) < slow:
            arriving.popitem(last=False)
        return len(arriving) + self._inside >= self.limit

    def arrive(self, now: float) -> int | None:
        """Somebody begins to send; their number, or None where the gate is full."""
        if self.is_full(now):
            return None
        self._number += 1
        self._arriving[self._number] = now
        return self._number

    def has_sent(self, number: int) -> bool:
        """Whoever has this number sends no more; True where there is room for them.

        There is for all but the slow, whose place others may have taken.
        """
        since = self._arriving.pop(number, None)
        if since is not None:
            self._latest = max(self._latest, since)
        return since is not None or self._inside < self.limit

    def enter(self) -> None:
        """Somebody is on their way from now on, until they leave."""
        self._inside += 1

    def leave(self, now: float) -> None:
        """Somebody who had entered was answered."""
        self._inside -= 1
        if self._inside * BUSY_SHARE < self._least:
            self._since = None
        elif self._since is None:
            self._since, self._before = now, self._served()
        elif now - self._since >= WINDOW_SECONDS:
            self._learn((self._served() - self._before) / (now - self._since))
            self._since, self._before = now, self._served()

    def _learn(self, per_second: float) -> None:
        known = self._per_second
        self._per_second = per_second if known is None else known + (per_second - known) * NEWS_SHARE
