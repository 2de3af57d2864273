"""What is to be rendered after a look, in which order; pure but for the entries that it is told of."""

from datetime import UTC, datetime
from enum import IntEnum
from typing import Final, NamedTuple

from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.kept import Entry

REFRESH_SECONDS: Final = 60.0
"""A page speaks of other petitions as well, whose numbers move without a word to it; it says the time of that."""


class Urgency(IntEnum):
    """Which rendering comes first."""

    WANTED = 0
    """Somebody waits for it."""
    STALE = 1
    COMING = 2
    DATED = 3


class Task(NamedTuple):
    """One page to render; sorts by urgency."""

    urgency: Urgency
    path: bytes
    slug: str
    mark: PageMark
    moment: float | None = None
    """Of which it will speak; None: of the moment at which it is rendered."""


def judge(entry: Entry, mark: PageMark, looked: float, *, is_wanted: bool) -> list[Task]:
    """What a look at `looked` means for this entry; its current edition is confirmed where it is right."""
    if looked >= entry.turns_at:
        entry.turn()
    entry.await_turn(mark, looked)
    tasks = []
    is_right = entry.current.stamp == mark.stamp(_time(looked))
    is_dated = looked - entry.current.moment >= REFRESH_SECONDS
    if is_right:
        entry.confirm(looked)
    if not is_right or is_dated:
        urgency = Urgency.WANTED if is_wanted else Urgency.DATED if is_right else Urgency.STALE
        tasks.append(Task(urgency, entry.path, entry.slug, mark))
    if mark.show_at is not None and looked < mark.show_at.timestamp():
        tasks += _coming(entry, mark, mark.show_at)
    return tasks


def _coming(entry: Entry, mark: PageMark, show_at: datetime) -> list[Task]:
    coming = entry.coming
    if coming is not None and coming.stamp == mark.stamp(show_at):
        return []
    # What was prepared before the petition changed again must not be shown: it may hold a name that is hidden now.
    entry.coming = None
    return [Task(Urgency.COMING, entry.path, entry.slug, mark, show_at.timestamp())]


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
