"""Whose letters leave next: owners take turns, so that a million letters of one do not hold up ten of another.

What is remembered saves work only and may be forgotten: who has letters due, asked at most once a second and for a
tenth of the time at most; and from when on an owner's letters are still due, since an index keeps places of letters
that have left for as long as somebody reads an old snapshot.
"""

import time
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from undersigned.mail.claims import Owner, Seen
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.queries import owners_waiting

ASKED_EVERY_SECONDS: Final = 1.0
SHARE_OF_TIME: Final = 10


class Turns:
    """The owners of one outbox in their order; without owners there is one turn for all."""

    def __init__(self, outbox: Outboxed[Outbox]) -> None:
        self._outbox = outbox
        self._waiting: deque[int] = deque()
        self._since: dict[Owner, datetime] = {}
        self._asked_again_at = 0.0

    def next(self, now: datetime, most: int) -> Mapping[Owner, datetime | None]:
        """Whose letters are to be claimed now, `most` owners at most, each with the time from when on to look."""
        if not self._outbox.fair_by:
            return {None: None}
        if time.monotonic() >= self._asked_again_at:
            self._ask(now)
        owners = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        return {owner: self._since.get(owner) for owner in owners}

    def note(self, seen: Mapping[Owner, Seen], share: int) -> None:
        """What a claim of these shares found: whoever had as many as that goes to the end of the line."""
        for owner, (number, last) in seen.items():
            if owner is not None and number >= share:
                self._waiting.append(owner)
                self._since[owner] = last

    def _ask(self, now: datetime) -> None:
        began = time.monotonic()
        waiting = owners_waiting(self._outbox, now)
        took = time.monotonic() - began
        # Those in line keep their order; whoever has come since has waited for no turn yet and is first.
        known = [owner for owner in self._waiting if owner in waiting]
        self._waiting = deque([*(owner for owner in waiting if owner not in known), *known])
        self._since.clear()
        self._asked_again_at = began + max(ASKED_EVERY_SECONDS, took * SHARE_OF_TIME)
