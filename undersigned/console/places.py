"""`undersigned places`: how many people live where, so that an implausible number of signatures is seen as one."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from undersigned.console.main import open_house

if TYPE_CHECKING:
    from undersigned.integrity.rules.places import PlaceTable

TOLD = 10


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("places", help="load a table of places and their people, or show what is known")
    verb.add_argument("file", nargs="?", type=Path, help="CSV: country,place,population; or place,population")
    verb.add_argument("--country", default="", metavar="XX", help="of a file without countries: the ISO code of all")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Without a file says what is known; with one, keeps it whole or not at all: 1 where a line says nothing."""
    open_house()
    from undersigned.integrity.places import keep_table, place_table

    if arguments.file is None:
        print(_known(len(place_table()), len({country for country, _place in place_table()})))
        return 0
    table = _read(arguments.file, arguments.country)
    if table is None or table.faults or not table.places:
        print(_refused(arguments.file, table), file=sys.stderr)
        return 1
    where = keep_table(table)
    print(_known(len(table.places), len({country for country, _place in table.places})))
    print(f"Kept in {where}. Clusters and integrity panels use it from now on.")
    return 0


def _read(file: Path, country: str) -> "PlaceTable | None":
    from undersigned.integrity.rules.places import read_table

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_table(lines, country)
    except (OSError, UnicodeDecodeError):
        return None


def _known(places: int, countries: int) -> str:
    if not places:
        return "No place is known: only countries are measured against their people."
    return f"Places known: {places:,}, in {countries:,} {'country' if countries == 1 else 'countries'}."


def _refused(file: Path, table: "PlaceTable | None") -> str:
    if table is None:
        return f"{file} can't be read as a table in UTF-8. Nothing was changed."
    if not table.faults:
        return f"{file} names no place. Each line is country,place,population. Nothing was changed."
    lines = ", ".join(str(number) for number in table.faults[:TOLD]) + (", ..." if len(table.faults) > TOLD else "")
    return f"{file} says nothing in line {lines}: each is country,place,population. Nothing was changed."
