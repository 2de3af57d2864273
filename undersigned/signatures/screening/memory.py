"""What this process has counted lately. Only subjects that are many ever reach the database.

The counts are estimates on purpose: what a process has seen of a quiet subject stays with it, and is lost when it ends.
"""

import os
import threading
from collections.abc import Mapping
from typing import Final, NamedTuple

from undersigned.signatures.rules.windows import Level, advance

Key = tuple[bytes, int]
"""A subject's mark and a span in seconds."""

SHARED_FROM: Final = 5
"""From so many in a window on, a subject's count is shared between processes."""
MOST_KEPT: Final = 200_000
SHARDS: Final = 16


class Seen(NamedTuple):
    """A subject as this process knows it; `unshared` of its current window are not in the database yet."""

    level: Level
    unshared: int


class Memory:
    """Levels by subject and span."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self._seen: dict[Key, Seen] = {}
        self._lock = threading.Lock()

    def with_more(self, key: Key, start: int, number: int) -> Seen:
        """What will be seen of `key` with `number` more; nothing is changed yet."""
        seen = self._seen.get(key)
        if seen is None:
            return Seen(Level(start, number, 0), number)
        level = advance(seen.level, start, number, key[1])
        return Seen(level, number + (seen.unshared if level.start == seen.level.start else 0))

    def settle(self, seen: Mapping[Key, Seen]) -> None:
        """This is what was seen. Two threads at the same key may lose each other's few."""
        with self._lock:
            self._seen.update(seen)
            if len(self._seen) > MOST_KEPT:
                # What began last among these began at most a minute ago; a window counts until the next is over, too.
                newest = max(one.level.start for one in seen.values())
                self._seen = {key: one for key, one in self._seen.items() if one.level.start + 2 * key[1] > newest}
            if len(self._seen) > MOST_KEPT:
                self._seen.clear()

    def forget(self) -> None:
        """Nothing was seen."""
        self._seen.clear()


MEMORY: Final = Memory()


def shard() -> int:
    """Which of a subject's rows this thread writes: threads and processes seldom meet at one."""
    return hash((os.getpid(), threading.get_ident() >> 12)) % SHARDS
