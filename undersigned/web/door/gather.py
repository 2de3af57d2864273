"""Gather: many waiting callers, one thread, one act for all that queued while the last act ran.

Knows nothing of databases or forms. Nobody is waited for: a single caller is served at once, and under load batches
grow by themselves. An answer is given only after the act returned; a caller that was refused by `Full` was never
handed to the act, one that got `Late` may have been.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, Generic, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

MOST_AT_ONCE: Final = 500
SWEEP_SECONDS: Final = 0.25
IDLE_SECONDS: Final = 5.0


class Full(Exception):
    """More wait than are let in, or the one that waits longest has waited too long: nothing was begun."""


class Away(Exception):
    """What the act needs could not be reached; whether it was done is not known, and doing it again is harmless."""


class Late(Exception):
    """No answer within the time that a caller is kept; it may still be done, and doing it again is harmless."""


@dataclass(slots=True, eq=False)
class _Caller(Generic[In, Out]):
    item: In
    future: asyncio.Future[Out]
    since: float


@dataclass(frozen=True, slots=True)
class _Failed:
    """In the place of an outcome, since an outcome may itself be an exception as a value."""

    fault: Exception


@dataclass(frozen=True, slots=True)
class Limits:
    """When a lane refuses: so many waiting, the longest wait after which newcomers are, and callers are given up."""

    waiting: int = 4_000
    full_after_seconds: float = 5.0
    late_after_seconds: float = 8.0


class Lane(Generic[In, Out]):
    """One queue of a gather with its own act: `act(items)` gives one outcome per item, in order.

    Where a batch fails it is halved until the fault is found, so that one bad item refuses only itself.
    """

    def __init__(self, act: Callable[[list[In]], Sequence[Out]], limits: Limits | None = None) -> None:
        """A lane is used once it stands in a Gather."""
        self.act = act
        self.limits = limits or Limits()
        self.waiting: deque[_Caller[In, Out]] = deque()
        self.running: list[_Caller[In, Out]] = []
        self._gather: Gather | None = None
        self._is_swept, self._asked = False, 0.0

    def join(self, gather: "Gather") -> None:
        """This gather's thread serves the lane from now on."""
        self._gather = gather

    async def ask(self, item: In) -> Out:
        """The outcome of this item, after the act that held it returned; Full, Away, Late, or what the act raised."""
        now = monotonic()
        if self._gather is None or self._gather.is_closed or self._is_full(now):
            raise Full
        loop = asyncio.get_running_loop()
        caller: _Caller[In, Out] = _Caller(item, loop.create_future(), now)
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

    def _oldest(self) -> "_Caller[In, Out] | None":
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

    def _overdue(self, latest: float) -> list["_Caller[In, Out]"]:
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

    def take(self, most: int) -> list["_Caller[In, Out]"]:
        """What has queued; called by the gather's thread alone."""
        taken: list[_Caller[In, Out]] = []
        self.running = taken
        while len(taken) < most:
            try:
                caller = self.waiting.popleft()
            except IndexError:
                break
            if not caller.future.done():
                taken.append(caller)
        return taken


class Gather:
    """One thread that serves its lanes, the first lane before the second, at most `most` callers at once.

    `is_away(fault)`: nothing can be done at the moment; everybody of the batch gets Away and no half is tried.
    `rest()` is called by the thread when a fault made it doubt its connections, when nothing came for a while, and at
    the end.
    """

    def __init__(
        self,
        lanes: Sequence[Lane[Any, Any]],
        *,
        is_away: Callable[[Exception], bool],
        rest: Callable[[], None],
        most: int = MOST_AT_ONCE,
    ) -> None:
        """The thread starts with the first caller."""
        self._lanes = tuple(lanes)
        self._is_away, self._rest, self._most = is_away, rest, most
        self._awake = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._has_begun = False
        self._closing = threading.Event()
        for lane in self._lanes:
            lane.join(self)

    @property
    def is_closed(self) -> bool:
        """True from `close` on: nobody is let in any more."""
        return self._closing.is_set()

    def wake(self) -> None:
        """Somebody has queued."""
        if not self._awake.is_set():
            self._awake.set()
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._starting:
            if not self._has_begun and not self._closing.is_set():
                self._has_begun = True
                self._thread = threading.Thread(target=self._run, name="gather", daemon=True)
                self._thread.start()

    def close(self, within_seconds: float | None = None) -> bool:
        """Let nobody in any more and serve those who wait; True when all were, False when time ran out."""
        with self._starting:
            self._closing.set()
        self._awake.set()
        if self._thread is None:
            return True
        self._thread.join(within_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while (batch := self._next()) is not None:
                lane, callers = batch
                self._serve(lane, callers)
        finally:
            self._rest()

    def _next(self) -> tuple[Lane[Any, Any], list[_Caller[Any, Any]]] | None:
        while True:
            for lane in self._lanes:
                callers = lane.take(self._most)
                if callers:
                    return lane, callers
            if self._closing.is_set():
                return None
            self._awake.clear()
            # Whoever queued before this look is seen; whoever queues after it sets the event again.
            if any(lane.waiting for lane in self._lanes):
                continue
            if not self._closing.is_set() and not self._awake.wait(IDLE_SECONDS):
                self._rest()
                self._awake.wait()

    def _serve(self, lane: Lane[Any, Any], callers: list[_Caller[Any, Any]]) -> None:
        outcomes = self._outcomes(lane, [caller.item for caller in callers])
        # Before they are told: whoever was told finds the lane as free as it is.
        lane.running = []
        for loop in {caller.future.get_loop() for caller in callers}:
            pairs = [
                (one.future, out) for one, out in zip(callers, outcomes, strict=True) if one.future.get_loop() is loop
            ]
            # A loop that has ended meanwhile has nobody left to tell.
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, pairs)

    def _outcomes(self, lane: Lane[Any, Any], items: list[Any]) -> list[Any]:
        """One outcome or _Failed per item."""
        try:
            return _acted(lane, items)
        except Exception as fault:
            self._rest()
            if self._is_away(fault):
                return self._again(lane, items)
            return self._halved(lane, items, fault)

    def _again(self, lane: Lane[Any, Any], items: list[Any]) -> list[Any]:
        """Once more, since a connection that lay idle may have died; then all are told."""
        try:
            return _acted(lane, items)
        except Exception as fault:
            self._rest()
            return [_Failed(Away(type(fault).__name__)) for _ in items]

    def _halved(self, lane: Lane[Any, Any], items: list[Any], fault: Exception) -> list[Any]:
        if len(items) == 1:
            return [_Failed(fault)]
        middle = len(items) // 2
        first = self._outcomes(lane, items[:middle])
        if isinstance(first[0], _Failed) and isinstance(first[0].fault, Away):
            return first + [_Failed(Away(str(first[0].fault))) for _ in items[middle:]]
        return first + self._outcomes(lane, items[middle:])


def _acted(lane: Lane[Any, Any], items: list[Any]) -> list[Any]:
    outcomes = list(lane.act(items))
    if len(outcomes) != len(items):
        raise AssertionError("an act gives one outcome for each item")
    return outcomes


def _tell(pairs: list[tuple[asyncio.Future[Any], Any]]) -> None:
    """In the loop: all answers of a batch at once."""
    for future, outcome in pairs:
        if future.done():
            continue
        if isinstance(outcome, _Failed):
            future.set_exception(outcome.fault)
        else:
            future.set_result(outcome)


def _refuse(future: asyncio.Future[Any], fault: Exception) -> None:
    if not future.done():
        future.set_exception(fault)
