"""What screening knows without asking: lists and alarms, kept in memory and looked at anew every few seconds."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from undersigned.signatures.models import ScreeningAlarm, ScreeningEntry, ScreeningState
from undersigned.signatures.rules.entries import Effect, Entry, Lists, Subject

FRESH_FOR = timedelta(seconds=3)
SITE = 0
"""The subject of an alarm on the whole site."""


@dataclass(frozen=True, slots=True)
class Board:
    """Lists and alarms at one moment."""

    lists: Lists
    version: int
    alarms: Mapping[int, datetime] = field(default_factory=dict)
    """Until when, by petition; SITE for all."""

    def is_alarmed(self, petition: int, now: datetime) -> bool:
        """True while an alarm stands on this petition or on the site."""
        if not self.alarms:
            return False
        return any(subject in self.alarms and self.alarms[subject] > now for subject in (petition, SITE))


class _Kept:
    board: Board | None = None
    looked_at: datetime | None = None


_lock = threading.Lock()


def board(now: datetime) -> Board:
    """The board, at most FRESH_FOR old. Looking anew costs two small queries, and a third where the lists changed."""
    kept, at = _Kept.board, _Kept.looked_at
    if kept is not None and at is not None and abs(now - at) < FRESH_FOR:
        return kept
    with _lock:
        _Kept.board, _Kept.looked_at = _read(_Kept.board), now
        return _Kept.board


def forget_board() -> None:
    """The next question reads everything anew."""
    _Kept.board = _Kept.looked_at = None


def _read(before: Board | None) -> Board:
    version = ScreeningState.objects.values_list("version", flat=True).first() or 0
    lists = before.lists if before is not None and before.version == version else Lists(read_entries())
    return Board(lists, version, dict(ScreeningAlarm.objects.values_list("subject", "ends_at")))


def read_entries() -> list[Entry]:
    """All entries as they stand in the database."""
    rows = ScreeningEntry.objects.values_list("subject", "value", "effect", "ends_at")
    return [Entry(Subject(subject), value, Effect(effect), ends_at) for subject, value, effect, ends_at in rows]
