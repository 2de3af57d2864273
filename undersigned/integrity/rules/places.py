"""A table of places with their people, as whoever runs the site gives it. Pure.

A line is `country,place,population`, or `place,population` where the country is said beside.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from undersigned.integrity.rules.conditions import folded

LONGEST_PLACE: Final = 120
MOST_DIGITS: Final = 10
TAKEN: Final = frozenset({"other", "*"})
"""What a panel calls those who are put together."""
BLANKS: Final = {ord(blank): None for blank in " '_\u00a0\u2009\u202f"}
"""What sets thousands apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place, or several of one name in one country: then the people of all of them."""

    country: str
    name: str
    people: int

    @property
    def key(self) -> tuple[str, str]:
        """As signers' places are compared with it."""
        return self.country, folded(self.name)


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """What a file said, and the numbers of its lines, from 1, that say nothing."""

    places: Mapping[tuple[str, str], Place]
    faults: tuple[int, ...]


def read_table(lines: Iterable[str], country: str = "") -> PlaceTable:
    """The places of these lines of CSV; a first line without a number is a heading and no fault."""
    places: dict[tuple[str, str], Place] = {}
    faults = []
    for number, cells in enumerate(csv.reader(lines), 1):
        place = _place([cell.strip() for cell in cells], country)
        if place is not None:
            before = places.get(place.key)
            # Nobody can tell which of two villages of one name is meant: nothing is called implausible too early.
            people = place.people + (before.people if before else 0)
            places[place.key] = Place(place.country, before.name if before else place.name, people)
        elif number > 1 and any(cells):
            faults.append(number)
    return PlaceTable(places, tuple(faults))


def written_table(table: PlaceTable) -> Iterable[tuple[str, str, int]]:
    """The rows of a file that `read_table` reads, in order."""
    return [(one.country, one.name, one.people) for _key, one in sorted(table.places.items())]


def _place(cells: list[str], country: str) -> Place | None:
    if country and len(cells) == 2:
        cells = [country, *cells]
    if len(cells) != 3:
        return None
    code, name, people = cells[0].upper(), cells[1], cells[2].translate(BLANKS)
    is_country = len(code) == 2 and code.isascii() and code.isalpha()
    is_number = people.isascii() and people.isdecimal() and len(people) <= MOST_DIGITS and int(people) > 0
    is_name = 0 < len(name) <= LONGEST_PLACE and name.isprintable() and name.casefold() not in TAKEN
    return Place(code, name, int(people)) if is_country and is_number and is_name else None
