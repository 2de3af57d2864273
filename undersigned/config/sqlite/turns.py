"""Whose turn it is to write: fair among processes and threads, free again when its holder dies.

SQLite lets one connection write at a time and has the others ask again after ever longer naps; somebody who writes
without pause has the writer back before anybody wakes. So there are two locks on two files. One is the turn itself.
The other is the head of the queue: who wants to write takes it first, holds it while waiting for the turn, and gives
it up on getting the turn. A writer that comes back at once finds the queue's head taken and stands behind it.
"""

import contextlib
import fcntl
import os
import time
from pathlib import Path

from django.db import OperationalError

SHORTEST_NAP_SECONDS = 0.0005
LONGEST_NAP_SECONDS = 0.004


class TurnNotCome(OperationalError):
    """Others wrote for too long: nothing was begun. Answered like a database that is locked."""


class Turn:
    """One connection's place in the queue before a database; used by one thread at a time."""

    def __init__(self, database: Path, within_seconds: float) -> None:
        """Nothing is opened before the first turn."""
        self.file = Path(f"{database}-turn")
        self._queue = Path(f"{database}-queue")
        self._database = database
        self._within = within_seconds
        self._handles: tuple[int, int] | None = None
        self.is_mine = False

    def take(self) -> None:
        """It is this connection's turn; raises TurnNotCome where it did not come in time."""
        if self.is_mine:
            return
        queue, turn = self._open()
        deadline = time.monotonic() + self._within
        _lock(queue, deadline)
        try:
            _lock(turn, deadline)
        finally:
            fcntl.flock(queue, fcntl.LOCK_UN)
        self.is_mine = True

    def give_up(self) -> None:
        """It is anybody's turn; harmless where it was not this connection's."""
        if self.is_mine and self._handles is not None:
            self.is_mine = False
            fcntl.flock(self._handles[1], fcntl.LOCK_UN)

    def close(self) -> None:
        """The turn is given up and nothing is open any more."""
        self.give_up()
        if self._handles is not None:
            for handle in self._handles:
                os.close(handle)
            self._handles = None

    def _open(self) -> tuple[int, int]:
        if self._handles is None:
            with contextlib.ExitStack() as opened:
                try:
                    queue, turn = (_opened(path, self._database, opened) for path in (self._queue, self.file))
                except OSError as fault:
                    # A full disk, say: what SQLite itself would say next.
                    raise TurnNotCome(str(fault)) from fault
                opened.pop_all()
            self._handles = (queue, turn)
        return self._handles


def _opened(path: Path, database: Path, closing: contextlib.ExitStack) -> int:
    """The file, open; who may write into the database may use it, also where root was the first to need it.

    As SQLite does with the files that it puts beside a database (os_unix.c, findCreateFileMode). `closing` closes it
    where the other one can't be opened.
    """
    try:
        owner = database.stat()
    except FileNotFoundError:
        owner = None
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600 if owner is None else owner.st_mode & 0o666)
    closing.callback(os.close, handle)
    if owner is not None and os.geteuid() == 0:
        os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle


def _lock(handle: int, deadline: float) -> None:
    nap = SHORTEST_NAP_SECONDS
    while True:
        try:
            # Never a lock that waits by itself: it would wait for ever.
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TurnNotCome("others have been writing for too long") from None
            time.sleep(nap)
            nap = min(nap * 2, LONGEST_NAP_SECONDS)
