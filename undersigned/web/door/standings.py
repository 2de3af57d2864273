"""Which petitions are public, and which attacks are felt, as one process knows it: a thread asks, the event loop reads.

Twice a second one look for all that were asked for lately; whatever else is asked for is looked at then.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from typing import Final, NamedTuple

import structlog
from django.db import close_old_connections

from undersigned.signatures.screening.board import Board
from undersigned.web.door.kept import DATED_SECONDS, FRESH_SECONDS, HOT_SECONDS
from undersigned.web.door.pages import MOST_WAITING, WAIT_SECONDS, WAIT_WITH_AN_OLD_ONE_SECONDS
from undersigned.web.door.renewing import LOOK_EVERY_SECONDS, MOST_WANTED, PAUSE_SECONDS, STUCK_SECONDS, Clock

MOST_KEPT: Final = 4096


class Seen(NamedTuple):
    """What a look found."""

    petitions: Mapping[str, int]
    """The ids of the public ones among those that were asked for."""
    board: Board


Look = Callable[[Collection[str]], Seen]


class Standing:
    """A petition that was public at `looked`. Read without a lock by the event loop, written by the thread."""

    __slots__ = ("asked", "board", "looked", "petition")

    def __init__(self, petition: int, board: Board, looked: float) -> None:
        """`looked`: when the look began, by the clock of its Standings."""
        self.petition, self.board, self.looked, self.asked = petition, board, looked, looked


class Untold(Exception):
    """Nobody can look now, and nothing is kept."""


class Standings:
    """The petitions that one process knows to be public. The thread starts when the first is wanted."""

    def __init__(self, look: Look, clock: Clock = time.monotonic) -> None:
        """`look` asks the database and may take long or fail; the clock counts seconds."""
        self._look, self._clock = look, clock
        self._kept: dict[str, Standing] = {}
        self._lock = threading.Lock()
        self._wanted: dict[str, Future[bool]] = {}
        self._woken, self._stopping = threading.Event(), False
        self._thread: threading.Thread | None = None
        self._has_failed = False
        self._busy_since: float | None = None
        self._waiting = 0

    def at_once(self, slug: str) -> Standing | None:
        """What a look within the last second found; None where one has to wait for the next."""
        standing = self._kept.get(slug)
        if standing is None:
            return None
        now = self._clock()
        if now - standing.looked >= FRESH_SECONDS:
            return None
        standing.asked = now
        return standing

    async def soon(self, slug: str) -> Standing | None:
        """What a look finds that begins from now on; None: no petition is public under this slug.

        Where nobody looks in time, what was found within the last half hour; Untold where that is nothing.
        """
        is_kept = slug in self._kept
        is_told = await self._wait(slug, WAIT_WITH_AN_OLD_ONE_SECONDS if is_kept else WAIT_SECONDS)
        standing = self._kept.get(slug)
        if is_told:
            return standing
        now = self._clock()
        if standing is None or now - standing.looked > DATED_SECONDS:
            raise Untold
        standing.asked = now
        return standing

    async def _wait(self, slug: str, longest: float) -> bool:
        """True after the look; False where there is no hope of it soon."""
        if self._waiting >= MOST_WAITING or self._is_troubled():
            return False
        waiting = self.want(slug)
        if waiting is None:
            return False
        self._waiting += 1
        try:
            told = asyncio.wrap_future(waiting)
            await asyncio.wait({told}, timeout=longest)
        finally:
            self._waiting -= 1
        return told.done() and told.result()

    def want(self, slug: str) -> "Future[bool] | None":
        """True after a look that begins from now on, False where it failed; None: too many are wanted."""
        with self._lock:
            waiting = self._wanted.get(slug)
            if waiting is None:
                if len(self._wanted) >= MOST_WANTED:
                    return None
                waiting = self._wanted[slug] = Future()
            self._ensure_thread()
        self._woken.set()
        return waiting

    def _is_troubled(self) -> bool:
        """True while the database does not answer: the last look failed, or one takes too long."""
        busy_since = self._busy_since
        return self._has_failed or (busy_since is not None and self._clock() - busy_since > STUCK_SECONDS)

    def forget(self) -> None:
        """The thread has ended and nothing is kept; for tests, whose petitions come and go."""
        thread, self._stopping = self._thread, True
        self._woken.set()
        if thread is not None:
            thread.join()
        self._thread, self._stopping, self._has_failed = None, False, False
        self._kept.clear()

    def _ensure_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="standings", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            rest = self.step()
            # What a pool gave is given back, what broke is thrown away.
            close_old_connections()
            self._woken.wait(rest)
            # Whatever comes in this moment shares the next look.
            time.sleep(PAUSE_SECONDS)
            self._woken.clear()

    def step(self) -> float | None:
        """One look; returns the seconds to rest unless somebody comes, None without end."""
        with self._lock:
            due, self._wanted = self._wanted, {}
        self._busy_since = began = self._clock()
        hot = self._hot(began)
        if not due and not hot and not self._has_failed:
            self._busy_since = None
            return None
        # Strangers make up names, and each wakes the thread: what was looked at a moment ago is not looked at again.
        slugs = {*due, *(slug for slug, one in hot.items() if began - one.looked >= LOOK_EVERY_SECONDS / 2)}
        has_failed = False
        try:
            self._take(slugs, self._look(slugs), began, due)
        except Exception as fault:
            # Whatever it was: what is kept grows old, and the next look may find all well again.
            has_failed = True
            if not self._has_failed:
                structlog.get_logger().warning("standings not renewed", exc_info=fault)
        self._has_failed, self._busy_since = has_failed, None
        for waiting in due.values():
            waiting.set_result(not has_failed)
        return LOOK_EVERY_SECONDS

    def _hot(self, now: float) -> dict[str, Standing]:
        return {slug: standing for slug, standing in self._kept.items() if now - standing.asked <= HOT_SECONDS}

    def _take(self, slugs: Collection[str], seen: Seen, looked: float, wanted: Collection[str]) -> None:
        for slug in slugs:
            petition = seen.petitions.get(slug)
            standing = self._kept.get(slug)
            if petition is None:
                self._kept.pop(slug, None)
            elif standing is None:
                self._kept[slug] = Standing(petition, seen.board, looked)
            else:
                # The moment last: whoever reads between two lines takes none of it for new.
                standing.petition, standing.board = petition, seen.board
                standing.asked = looked if slug in wanted else standing.asked
                standing.looked = looked
        self._trim()

    def _trim(self) -> None:
        more = len(self._kept) - MOST_KEPT
        if more > 0:
            for slug in sorted(self._kept, key=lambda one: self._kept[one].asked)[:more]:
                del self._kept[slug]
