"""Gather: many waiting callers, one thread, one act for all that queued while the last act ran.

Knows nothing of databases or forms. Nobody is waited for: a single caller is served at once, and under load batches
grow by themselves.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from undersigned.web.door.lanes import Away, Caller, Lane

MOST_AT_ONCE: Final = 500
IDLE_SECONDS: Final = 5.0
TELLS_AT_ONCE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Failed:
    """In the place of an outcome, since an outcome may itself be an exception as a value."""

    fault: Exception


class Gather:
    """One thread that serves its lanes, at most `most` callers at once.

    In turns: whoever waits in the first lane is served before the second, and once more only after the second had its
    turn. A lane whose callers never end would else be the only one that moves.

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
            while self._turn() or self._waits():
                pass
        finally:
            self._rest()

    def _turn(self) -> bool:
        """Serve a batch of each lane in which somebody waits; False where nobody does."""
        is_served = False
        for lane in self._lanes:
            if callers := lane.take(self._most):
                self._serve(lane, callers)
                is_served = True
        return is_served

    def _waits(self) -> bool:
        """Until somebody has queued; False where nobody is let in any more."""
        while True:
            self._awake.clear()
            # Whoever queued before this look is seen; whoever queues after it sets the event again.
            if any(lane.waiting for lane in self._lanes):
                return True
            if self._closing.is_set():
                return False
            if not self._awake.wait(IDLE_SECONDS):
                self._rest()
                self._awake.wait()

    def _serve(self, lane: Lane[Any, Any], callers: list[Caller[Any, Any]]) -> None:
        outcomes = self._outcomes(lane, [caller.item for caller in callers])
        # Before they are told: whoever was told finds the lane as free as it is.
        lane.running = []
        lane.served += len(callers)
        for loop in {caller.future.get_loop() for caller in callers}:
            pairs = [
                (one.future, out) for one, out in zip(callers, outcomes, strict=True) if one.future.get_loop() is loop
            ]
            # A loop that has ended meanwhile has nobody left to tell.
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, pairs)

    def _outcomes(self, lane: Lane[Any, Any], items: list[Any]) -> list[Any]:
        """One outcome or _Failed per item."""
        began = monotonic()
        try:
            return _acted(lane, items)
        except Exception as fault:
            self._rest()
            if self._is_away(fault):
                # A connection that lay idle and died tells so at once. Who has waited for an answer in vain, for a
                # lock or a turn, would only wait as long again.
                return (
                    self._again(lane, items) if monotonic() - began < TELLS_AT_ONCE_SECONDS else _all_away(items, fault)
                )
            return self._halved(lane, items, fault)

    def _again(self, lane: Lane[Any, Any], items: list[Any]) -> list[Any]:
        """Once more, since a connection that lay idle may have died; then all are told."""
        try:
            return _acted(lane, items)
        except Exception as fault:
            self._rest()
            return _all_away(items, fault)

    def _halved(self, lane: Lane[Any, Any], items: list[Any], fault: Exception) -> list[Any]:
        if len(items) == 1:
            return [_Failed(fault)]
        middle = len(items) // 2
        first = self._outcomes(lane, items[:middle])
        if isinstance(first[0], _Failed) and isinstance(first[0].fault, Away):
            return first + [_Failed(Away(str(first[0].fault))) for _ in items[middle:]]
        return first + self._outcomes(lane, items[middle:])


def _all_away(items: list[Any], fault: Exception) -> list[Any]:
    return [_Failed(Away(type(fault).__name__)) for _ in items]


def _acted(lane: Lane[Any, Any], items: list[Any]) -> list[Any]:
    try:
        outcomes = list(lane.act(items))
    except Exception:
        raise
    except BaseException as fault:
        # A library that panics raises no Exception; the thread that everybody waits for must not end by that.
        raise RuntimeError(type(fault).__name__) from fault
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
