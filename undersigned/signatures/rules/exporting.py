"""Files of those who agreed to be handed on: for what, with which columns, how long they live, and how a line looks."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final

LINES_AT_ONCE: Final = 5_000
"""Signers in one part of the file: one transaction, and what is held in memory at a time."""
KEPT_FOR: Final = timedelta(hours=24)
"""A file that nobody takes is destroyed so long after it was made."""
TAKEN_FOR: Final = timedelta(hours=1)
"""After it was first taken it can be taken again for so long, since a download may break off; then it is destroyed."""
MARK: Final = b"\xef\xbb\xbf"
"""The byte order mark, by which spreadsheets know UTF-8; RFC 4180 says nothing of it."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With these a spreadsheet takes a cell for a formula, the wide ones of East Asian writing too."""


class Purpose(StrEnum):
    """What the file is for; each has its own consent."""

    HANDOVER = "handover"
    """For the addressee: names and places of those to whom the form said so, and never an e-mail address."""
    NEWS = "news"
    """To write to those who asked for news of the petition: their e-mail addresses."""


class Stage(StrEnum):
    """How far a file is."""

    MAKING = "making"
    READY = "ready"
    GONE = "gone"


COLUMNS: Final[dict[Purpose, tuple[str, ...]]] = {
    Purpose.HANDOVER: ("name", "place", "country"),
    Purpose.NEWS: ("email", "name", "language"),
}


class ExportGone(Exception):
    """The file is not made yet, or was destroyed."""


def line(cells: Iterable[str]) -> bytes:
    """One record of RFC 4180 in UTF-8: every cell in quotes, formulas made harmless, CRLF at the end."""
    return (",".join(f'"{_harmless(cell)}"' for cell in cells) + "\r\n").encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    """A leading apostrophe makes text of a formula; quotes are doubled; a NUL, which some readers end at, goes."""
    cell = cell.replace("\x00", "")
    front = "'" if cell.lstrip(" ").startswith(FORMULA) else ""
    return front + cell.replace('"', '""')
