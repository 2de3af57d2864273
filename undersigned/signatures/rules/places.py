"""Which place of an address a person gets: their own again, a free one, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from undersigned.signatures.rules.states import AFFIRMED, VACANT, WAITING, Kind


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that stands at one address of one petition."""

    id: UUID
    slot: int
    person_key: bytes = field(repr=False)
    state: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signing goes; `id` is None where no row stands there yet."""

    id: UUID | None
    slot: int
    kind: Kind
    """FULL: the row is somebody else's and gets nothing but a letter. Otherwise CONFIRM or SECOND."""


FIRST: Final = Place(None, 1, Kind.CONFIRM)
"""Of an address at which nobody stands yet."""
PROMISED: Final = re.compile(r"^signatures-per-address 1\n([12])$", re.MULTILINE)
MOST_PLACES: Final = 2


def promised_places(rules_text: str) -> int:
    """How many places an address has by the rules under which the petition opened (petitions.rules.texts)."""
    found = PROMISED.search(rules_text)
    return int(found[1]) if found else MOST_PLACES


def choose_place(taken: Sequence[Taken], person_key: bytes, places: int) -> Place:
    """The place of this person among the rows of one address, of which there are `places` (1 or 2).

    Their own place comes before all; then an empty one, then one that holds nobody any more. With none left, the letter
    goes out for a row that still waits, since its reader can refuse it and so make room.
    """
    if not taken:
        return FIRST
    own = next((row for row in taken if row.person_key == person_key), None)
    kind = Kind.SECOND if any(_is_somebody_else(row, person_key) for row in taken) else Kind.CONFIRM
    if own is not None:
        return Place(own.id, own.slot, kind)
    free = set(range(1, places + 1)) - {row.slot for row in taken}
    if free:
        return Place(None, min(free), kind)
    vacant = [row for row in taken if row.state in VACANT and row.slot <= places]
    if vacant:
        return Place(vacant[0].id, vacant[0].slot, kind)
    reader = min(taken, key=lambda row: (row.state not in WAITING, row.slot))
    return Place(reader.id, reader.slot, Kind.FULL)


def _is_somebody_else(row: Taken, person_key: bytes) -> bool:
    return row.person_key != person_key and row.state in (*AFFIRMED, *WAITING)
