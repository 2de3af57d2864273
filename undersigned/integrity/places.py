"""How many people live in places of a site's petitions: a file that whoever runs the site may give."""

import csv
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from undersigned.integrity.rules.conditions import folded


def known_places() -> dict[tuple[str, str], int]:
    """By country and folded name, from DATA/places.csv (`country,place,population` a line); empty without the file.

    A line that can't be read is left out.
    """
    file: Path = settings.UNDERSIGNED.data / "places.csv"
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int) -> dict[tuple[str, str], int]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if len(row) == 3 and row[2].strip().isdecimal()]
    return {(country.strip().upper(), folded(place)): int(number) for country, place, number in rows}
