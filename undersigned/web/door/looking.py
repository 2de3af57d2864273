"""What the database says of the petitions whose pages are kept."""

from collections.abc import Collection
from typing import Final

from undersigned.petitions.queries.marks import page_marks
from undersigned.petitions.rules.marks import PageMark

AT_ONCE: Final = 500
"""Slugs in one query: few enough for any database's limit on parameters."""


def look(slugs: Collection[str]) -> dict[str, PageMark]:
    """The marks of those that answer everybody. Raises what the database raises."""
    asked = sorted(slugs)
    found: dict[str, PageMark] = {}
    for start in range(0, len(asked), AT_ONCE):
        found |= page_marks(asked[start : start + AT_ONCE])
    return found
