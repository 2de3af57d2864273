"""Rows for sources: the guided start and the desk ask for them in the same fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import MOST_SOURCES, SourceEntry
from undersigned.web.written import checked

FIELDS: Final = ("title", "publisher", "date", "link")
BLANK_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of the form: its number, what was typed, and what is wrong with it."""

    number: int
    title: str = ""
    publisher: str = ""
    date: str = ""
    link: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not (self.title + self.publisher + self.date + self.link).strip()


def kept_rows(sources: Iterable[SourceEntry]) -> list[SourceRow]:
    """What is kept, and blank rows for more."""
    rows = [SourceRow(at, one.title, one.publisher, one.date, one.link) for at, one in enumerate(sources, 1)]
    last = min(len(rows) + BLANK_ROWS, MOST_SOURCES)
    return rows + [SourceRow(number) for number in range(len(rows) + 1, last + 1)]


def typed_rows(posted: Mapping[str, str]) -> list[SourceRow]:
    """What was sent."""
    return [_row(posted, number) for number in range(1, MOST_SOURCES + 1) if f"title-{number}" in posted]


def read_rows(rows: Sequence[SourceRow], errors: dict[str, str]) -> tuple[SourceEntry, ...]:
    """The sources of the rows that are not blank; what is wrong with one stands among `errors` by its field."""
    return tuple(_read(row, errors) for row in rows if not row.is_blank)


def rows_with_errors(rows: Sequence[SourceRow], errors: Mapping[str, str]) -> list[SourceRow]:
    """The rows, each with what is wrong with it."""
    return [replace(row, errors=_own(row.number, errors)) for row in rows]


def _row(posted: Mapping[str, str], number: int) -> SourceRow:
    title, publisher, date, link = (posted.get(f"{name}-{number}", "") for name in FIELDS)
    return SourceRow(number, title, publisher, date, link)


def _read(row: SourceRow, errors: dict[str, str]) -> SourceEntry:
    at = row.number
    return SourceEntry(
        title=checked(f"title-{at}", errors, lambda: writing.line(row.title, 300, is_needed=True), ""),
        publisher=checked(f"publisher-{at}", errors, lambda: writing.line(row.publisher, 200), ""),
        date=checked(f"date-{at}", errors, lambda: writing.line(row.date, 40), ""),
        link=checked(f"link-{at}", errors, lambda: writing.link(row.link), ""),
    )


def _own(number: int, errors: Mapping[str, str]) -> dict[str, str]:
    return {name: errors[f"{name}-{number}"] for name in FIELDS if f"{name}-{number}" in errors}
