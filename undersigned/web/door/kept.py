"""The store of kept pages: what is shown at a path now, what will be from a known moment on, how old it may be."""

import math
from collections.abc import Iterable
from typing import Final

from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.editions import Edition

HOT_SECONDS: Final = 30.0
"""Pages that somebody has asked for within this time are looked after without being asked for. Shorter than the time
after which a page is made anew: what a crawler fetched once is not made a second time."""
FRESH_SECONDS: Final = 1.0
"""After a look a page is right for so long without a word: a new number is shown 2 s after it is published."""
LATE_SECONDS: Final = 10.0
"""A page that is looked after may be so old while the database answers slowly or the next one is being made."""
DATED_SECONDS: Final = 1800.0
"""While the database does not answer, readers get pages up to this age, which Age tells; a taken down one, too."""
MOST_BYTES: Final = 48_000_000
NEVER: Final = math.inf


class Entry:
    """What is kept for one path. Read without a lock by the event loop, written by the renewing thread."""

    __slots__ = ("asked", "coming", "current", "is_hot", "looked", "path", "slug", "turns_at", "until")

    def __init__(self, path: bytes, slug: str, current: Edition, looked: float) -> None:
        """The edition was right at `looked` (seconds since the epoch, as all times here)."""
        self.path, self.slug, self.current, self.looked = path, slug, current, looked
        self.coming: Edition | None = None
        self.turns_at = NEVER
        """From then on `current` is yesterday's number, whether or not the next edition is ready."""
        self.asked = looked
        self.is_hot = True
        self.until = 0.0
        """Before this moment `current` may be given out without another thought."""

    def shown(self, now: float, *, is_troubled: bool) -> Edition | None:
        """What may be given out at `now`; None where somebody has to look first. `is_troubled`: nobody can."""
        if now >= self.turns_at and not self.turn() and not is_troubled:
            return None
        age = now - self.looked
        longest = DATED_SECONDS if is_troubled else LATE_SECONDS if self.is_hot else FRESH_SECONDS
        return self.current if age <= longest else None

    def confirm(self, looked: float) -> None:
        """The current edition was right at this moment."""
        self.looked = looked
        self.until = min(looked + FRESH_SECONDS, self.turns_at)

    def await_turn(self, mark: PageMark, now: float) -> None:
        """Know when the current edition stops being right, if that lies ahead; the next one may still be to come."""
        show_at = NEVER if mark.show_at is None else mark.show_at.timestamp()
        if now < show_at < NEVER and self.current.moment < show_at:
            self.turns_at = show_at
            self.until = min(self.until, show_at)

    def take(self, edition: Edition) -> None:
        """The edition becomes the current one, or the one to come; none gives way to one of an earlier moment."""
        if edition.moment >= self.turns_at:
            self.coming = edition
        elif not 0 < self.current.moment - edition.moment < LATE_SECONDS:
            # Ahead by more than that is no earlier moment but a clock that was set back.
            self.current = edition

    def turn(self) -> bool:
        """The coming edition is the current one from now on; False where it is not ready."""
        coming = self.coming
        if coming is None or coming.moment < self.turns_at:
            return False
        # In this order a reader between two lines sees the old edition with its turn, or the new one: never back.
        self.current = coming
        self.turns_at = NEVER
        self.coming = None
        self.until = self.looked + FRESH_SECONDS
        return True


class Kept:
    """All entries, within a bound of bytes; those asked for longest ago go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Empty."""
        self.entries: dict[bytes, Entry] = {}
        self._most_bytes = most_bytes

    def put(self, entry: Entry) -> None:
        """Kept from now on; others may have to go for it."""
        self.entries[entry.path] = entry
        self.trim()

    def drop(self, path: bytes) -> None:
        """Not kept any more."""
        self.entries.pop(path, None)

    def hot(self, now: float) -> list[Entry]:
        """The entries to look after, the last asked for first; the others are told that nobody does."""
        found = []
        for entry in list(self.entries.values()):
            entry.is_hot = now - entry.asked <= HOT_SECONDS
            if entry.is_hot:
                found.append(entry)
        return sorted(found, key=lambda entry: -entry.asked)

    def weight_bytes(self) -> int:
        """What all editions weigh."""
        return sum(map(_weight, self.entries.values()))

    def trim(self) -> None:
        """Within the bound again, with a tenth of it free where something had to go."""
        weight = self.weight_bytes()
        if weight <= self._most_bytes:
            return
        for entry in _oldest_first(self.entries.values()):
            if weight <= self._most_bytes * 0.9:
                return
            weight -= _weight(entry)
            self.drop(entry.path)


def _oldest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.asked)


def _weight(entry: Entry) -> int:
    coming = entry.coming
    return entry.current.weight_bytes + (0 if coming is None else coming.weight_bytes)
