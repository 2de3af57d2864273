"""What tells a kept page from a stale one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

AS_OF: Final = "undersigned.as_of"
"""Where a request carries the moment that its answer is to speak of: no header of a visitor can have this name."""


class Stamp(NamedTuple):
    """Two renderings with the same stamp differ in nothing but what they say of other petitions."""

    revision: int
    counted_at: datetime | None
    """Of the number that is shown: no two numbers of a petition share it."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a petition's page shows now and from `show_at` on, without reading the page."""

    revision: int
    counted_at: datetime | None = None
    """Of the newest number; None before the first."""
    previous_counted_at: datetime | None = None
    """Of the number that is shown until `show_at`."""
    show_at: datetime | None = None

    def stamp(self, moment: datetime) -> Stamp:
        """The stamp of what is shown at this moment."""
        is_shown = self.show_at is None or moment >= self.show_at
        return Stamp(self.revision, self.counted_at if is_shown else self.previous_counted_at)
