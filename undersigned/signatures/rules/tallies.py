"""The published aggregate of a petition: how many signed from which country and on which day, and nobody shown alone.

Cells under ten are merged into "other", so that no figure speaks of few people; and so is what would let a reader
subtract one publication from another and get such a figure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

FORMAT: Final = "undersigned-tally/1"
LEAST: Final = 10
OTHER: Final = "other"


class TallyRefused(Exception):
    """There is nothing that may be published; the message says why, in words for the staff."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One side of an aggregate as it is published: what is shown by name, and all the rest as one figure."""

    shown: Mapping[str, int]
    other: int

    @property
    def total(self) -> int:
        """All signatures."""
        return sum(self.shown.values()) + self.other

    def named(self) -> dict[str, int]:
        """As it stands in the document: by name, the rest last and only where there is any."""
        return dict(sorted(self.shown.items())) | ({OTHER: self.other} if self.other else {})


@dataclass(frozen=True, slots=True)
class Tally:
    """One publication."""

    pid: str
    number: int
    made_at: datetime
    countries: Cells
    days: Cells


def cells(named: Mapping[str, int]) -> Cells:
    """What `Cells.named` wrote."""
    return Cells({name: count for name, count in named.items() if name != OTHER}, named.get(OTHER, 0))


def merged(counts: Mapping[str, int], earlier: Sequence[Cells]) -> Cells:
    """These counts with no more names than may be shown beside all earlier publications; perhaps with none at all."""
    total = sum(counts.values())
    shown = {name: count for name, count in counts.items() if count >= LEAST}
    while shown:
        now = Cells(shown, total - sum(shown.values()))
        dropped = {name for before in earlier for name in _told_names(now, before)}
        if not dropped and _is_safe(now, earlier):
            return now
        dropped = dropped or {min(shown, key=lambda name: (shown[name], name))}
        shown = {name: count for name, count in shown.items() if name not in dropped}
    return Cells({}, total)


def document(tally: Tally) -> str:
    """The exact characters that are published and hashed; ASCII, ends in a line feed."""
    values = {
        "format": FORMAT,
        "pid": tally.pid,
        "number": tally.number,
        "made_at": tally.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "count": tally.countries.total,
        "cells_of_at_least": LEAST,
        "countries": tally.countries.named(),
        "days": tally.days.named(),
    }
    return json.dumps(values, indent=2) + "\n"


def read_cells(text: str) -> tuple[Cells, Cells]:
    """Countries and days of a document that this site published."""
    values = json.loads(text)
    return cells(values["countries"]), cells(values["days"])


def _told_names(now: Cells, before: Cells) -> set[str]:
    """Names in both publications whose difference would be a figure about few people."""
    return {name for name in now.shown.keys() & before.shown.keys() if _tells(now.shown[name] - before.shown[name])}


def _is_safe(now: Cells, earlier: Sequence[Cells]) -> bool:
    """True where neither the rest itself nor what can be subtracted of it speaks of few people."""
    return not _tells(now.other) and not any(_tells(part) for before in earlier for part in _rests(now, before))


def _rests(now: Cells, before: Cells) -> list[int]:
    """Differences of what is not shown by name in both; the total alone is no secret, the log says it."""
    common = now.shown.keys() & before.shown.keys()
    parts = []
    if common:
        rest = now.total - sum(now.shown[name] for name in common)
        parts.append(rest - before.total + sum(before.shown[name] for name in common))
    come, gone = now.shown.keys() - common, before.shown.keys() - common
    if come and gone:
        # Where nobody is hidden in both, the old rest is who has come and the new rest who has gone.
        parts.append(sum(now.shown[name] for name in come) - before.other)
        parts.append(now.other - sum(before.shown[name] for name in gone))
    return parts


def _tells(difference: int) -> bool:
    return 0 < abs(difference) < LEAST
