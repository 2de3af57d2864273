"""Of whom a refusal for good speaks: of its reader, or of us.

A provider that has suspended us, or that took our machine for somebody else's, says 550 or 554 to every letter, with
whatever words. A server that refuses several readers one after the other, and takes nothing between, speaks of us: then
nobody's letter is over.
"""

from datetime import datetime
from typing import Final

from undersigned.jobs.rules import retry_after
from undersigned.mail.models import Outbox

IN_A_ROW: Final = 3


class Refusals:
    """What one courier has seen of the server since it last took a letter."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._taken_at: datetime | None = None
        self._row: list[Outbox] = []
        self._number = 0

    def taken(self, now: datetime) -> None:
        """A letter left: whoever was refused before spoke of a reader, or is over it."""
        self._taken_at, self._number = now, 0
        self._row.clear()

    def refused(self, row: Outbox) -> bool:
        """True where this letter must be tried again: the server refuses everybody.

        Not one that was put off before, where the server has taken others since and refuses this one still.
        """
        self._number += 1
        if self._number < IN_A_ROW:
            self._row.append(row)
        return self._number >= IN_A_ROW and not self._had_its_chance(row)

    def take_first(self) -> list[Outbox]:
        """Those of the same row of refusals that were ended before anybody knew; each is returned once."""
        found, self._row = [row for row in self._row if not self._had_its_chance(row)], []
        return found

    @property
    def has_just_begun(self) -> bool:
        """True at the refusal that made it a row."""
        return self._number == IN_A_ROW

    def _had_its_chance(self, row: Outbox) -> bool:
        if not row.letter_tries or row.letter_due is None or self._taken_at is None:
            return False
        return self._taken_at >= row.letter_due - retry_after(row.letter_tries)
