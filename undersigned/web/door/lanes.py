"""Lanes: where callers queue until a gather serves them.

An answer is given only after the act returned; a caller that was refused by `Full` was never handed to the act, one
that got `Late` may have been.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, Generic, Protocol, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

SWEEP_SECONDS: Final = 0.25


class Full(Exception):
    """More wait than are let in, or the one that waits longest has waited too long: nothing was begun."""


class Away(Exception):
    """What the act needs could not be reached; whether it was done is not known, and doing it again is harmless."""


class Late(Exception):
    """No answer within the time that a caller is kept; it may still be done, and doing it again is harmless."""


@dataclass(slots=True, eq=False)
class Caller(Generic[In, Out]):
    """Somebody who waits."""

    item: In
    future: asyncio.Future[Out]
    since: float


@dataclass(frozen=True, slots=True)
class Limits:
    """When a lane refuses: so many waiting, the longest wait after which newcomers are, and callers are given up.

    Long, since this is for a database that is away or locked for a moment; that more come than can be served is seen
    before, by a gate.
    """

    waiting: int = 4_000
    full_after_seconds: float = 5.0
    late_after_seconds: float = 8.0


class Server(Protocol):
    """What serves lanes: a gather."""

    @property
    def is_closed(self) -> bool:
        """True where nobody is let in any more."""

    def wake(self) -> None:
        """Somebody has queued."""


class Lane(Generic[In, Out]):
    """One queue of a gather with its own act: `act(items)` gives one outcome per item, in order.

    Where a batch fails it is halved until the fault is found, so that one bad item refuses only itself.
    """

    def __init__(self, act: Callable[[list[In]], Sequence[Out]], limits: Limits | None = None) -> None:
        """A lane is used once it stands in a Gather."""
        self.act = act
        self.limits = limits or Limits()
        self.waiting: deque[Caller[In, Out]] = deque()
        self.running: list[Caller[In, Out]] = []
        self.served = 0
        """How many had an act that returned, for them or with a fault."""
        self._gather: Server | None = None
        self._is_swept, self._asked = False, 0.0

    def join(self, gather: Server) -> None:
        """This gather's thread serves the lane from now on."""
        self._gather = gather

    async def ask(self, item: In) -> Out:
        """The outcome of this item, after the act that held it returned; Full, Away, Late, or what the act raised."""
        now = monotonic()
        if self._gather is None or self._gather.is_closed or self._is_full(now):
            raise Full
        loop = asyncio.get_running_loop()
        caller: Caller[In, Out] = Caller(item, loop.create_future(), now)
        self._asked = now
        self.waiting.append(caller)
        self._gather.wake()
        if not self._is_swept:
            self._is_swept = True
            loop.call_later(SWEEP_SECONDS, self._sweep, loop)
        return await caller.future

    @property
    def depth(self) -> int:
        """How many wait or are being served."""
        return len(self.waiting) + len(self.running)

    def age_seconds(self, now: float | None = None) -> float:
        """How long the one that waits longest has waited; 0 where nobody does."""
        oldest = self._oldest()
        return max(0.0, (monotonic() if now is None else now) - oldest.since) if oldest is not None else 0.0

    def _oldest(self) -> "Caller[In, Out] | None":
        running = self.running
        if running:
            return running[0]
        try:
            return self.waiting[0]
        except IndexError:
            return None

    def _is_full(self, now: float) -> bool:
        if len(self.waiting) >= self.limits.waiting:
            return True
        oldest = self._oldest()
        return oldest is not None and now - oldest.since > self.limits.full_after_seconds

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up whoever was kept too long: those that wait were never begun, those being served may be done yet."""
        now = monotonic()
        for caller in self._overdue(now - self.limits.late_after_seconds):
            if not caller.future.done():
                caller.future.get_loop().call_soon_threadsafe(_refuse, caller.future, Late())
        # A caller on the way from one list to the other is in neither for a moment; hence the look at the clock.
        self._is_swept = self.depth > 0 or now - self._asked < 2 * SWEEP_SECONDS
        if self._is_swept:
            loop.call_later(SWEEP_SECONDS, self._sweep, loop)

    def _overdue(self, latest: float) -> list["Caller[In, Out]"]:
        overdue = [caller for caller in self.running if caller.since < latest]
        while True:
            try:
                caller = self.waiting.popleft()
            except IndexError:
                return overdue
            if caller.since >= latest:
                self.waiting.appendleft(caller)
                if self._gather is not None:
                    self._gather.wake()
                return overdue
            overdue.append(caller)

    def take(self, most: int) -> list["Caller[In, Out]"]:
        """What has queued; called by the gather's thread alone."""
        taken: list[Caller[In, Out]] = []
        self.running = taken
        while len(taken) < most:
            try:
                caller = self.waiting.popleft()
            except IndexError:
                break
            if not caller.future.done():
                taken.append(caller)
        return taken


def _refuse(future: "asyncio.Future[Out]", fault: Exception) -> None:
    if not future.done():
        future.set_exception(fault)
