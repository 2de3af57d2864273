"""Keeps SQLite's write-ahead log from growing for ever.

SQLite folds the log into the database by itself, every 1,000 pages. But it begins the log anew only where at that
instant nobody reads from it, and in a crowd somebody always does. So a log that has grown beyond `LARGEST_BYTES` is
folded by whoever has just committed and still has the turn to write: that waits for those who are reading now, while
new readers already do without the log. It never waits long, and not soon again where it was in vain, since a report
or a backup may read for minutes: until that ends the log grows with every write, and nothing else bounds it.
"""

import contextlib
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

LARGEST_BYTES = 32 * 1024 * 1024
# Readers that were there are waited for twice: until all is folded, and until they have left the log.
PATIENCE_SECONDS = 0.25
NAP_SECONDS = 0.002
REST_SECONDS = 20.0
RESTART = "PRAGMA wal_checkpoint(RESTART)"
EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"


@dataclass(frozen=True, slots=True)
class Folding:
    """The write-ahead log of one database. What processes must know of each other is the time of a file."""

    log: Path
    tried: Path
    """Its time is that of the last try in vain; a file that whoever has the turn may touch."""

    def is_due(self) -> bool:
        """True where the log has outgrown its bound and the last try in vain was long enough ago."""
        try:
            # A time ahead of now is a clock that was set back.
            rests = 0 <= time.time() - self.tried.stat().st_mtime < REST_SECONDS
            return self.log.stat().st_size > LARGEST_BYTES and not rests
        except OSError:
            return False

    def fold(self, connection: sqlite3.Connection, *, timeout: float, is_emptied: bool = False) -> bool:
        """True where the log begins anew with the next write. The caller has the turn; `timeout` is restored.

        What stood in it stays in the file until it is written over, unless it `is_emptied`.
        """
        statement = EMPTY if is_emptied else RESTART
        deadline = time.monotonic() + PATIENCE_SECONDS
        try:
            # SQLite's own patience would wait for a reader's place, which others take over from each other.
            connection.execute("PRAGMA busy_timeout = 0")
            while not (is_done := _begin_anew(connection, statement)) and time.monotonic() < deadline:
                time.sleep(NAP_SECONDS)
        except sqlite3.DatabaseError:
            # What was committed stands; a full disk, say, will be met by whoever writes next.
            is_done = False
        finally:
            connection.execute(f"PRAGMA busy_timeout = {timeout * 1000:.0f}")
        if not is_done:
            with contextlib.suppress(OSError):
                os.utime(self.tried)
        return is_done


def _begin_anew(connection: sqlite3.Connection, statement: str) -> bool:
    is_busy, _frames, _folded = connection.execute(statement).fetchone()
    return not is_busy
