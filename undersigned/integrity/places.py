"""How many people live in places of a site's petitions: a file that whoever runs the site may give."""

import csv
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from undersigned.integrity.rules.places import Place, PlaceTable, read_table, written_table


def place_file() -> Path:
    """DATA/places.csv."""
    path: Path = settings.UNDERSIGNED.data / "places.csv"
    return path


def place_table() -> Mapping[tuple[str, str], Place]:
    """Places by country and folded name, from DATA/places.csv; empty without the file.

    A line that can't be read is left out; `undersigned places` says which those are.
    """
    file = place_file()
    try:
        return _read(file, file.stat().st_mtime_ns).places
    except FileNotFoundError:
        return {}


def known_places() -> dict[tuple[str, str], int]:
    """How many people live in each, by country and folded name."""
    return {key: place.people for key, place in place_table().items()}


def people_by_name() -> dict[tuple[str, str], int]:
    """How many people live in each, by country and the name as the table has it."""
    return {(place.country, place.name): place.people for place in place_table().values()}


def keep_table(table: PlaceTable) -> Path:
    """The file holds this table from now on, whole at every moment; returns where."""
    file = place_file()
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    with scratch.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(written_table(table))
    scratch.replace(file)
    return file


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int) -> PlaceTable:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return read_table(lines)
