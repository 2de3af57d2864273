"""The directory of those who can be asked."""

from collections.abc import Iterable

from undersigned.petitions.models import Addressee
from undersigned.petitions.rules.folding import words_of

MOST_FOUND = 12


def addressees_like(search: str) -> list[Addressee]:
    """Entries of the directory that have all the words typed, each at least by its beginning; checked ones first."""
    words = words_of(search, most=6)
    if not words:
        return []
    found = Addressee.objects.all()
    for word in words:
        found = found.filter(words__word__startswith=word)
    return list(found.distinct().order_by("-is_checked", "name", "pk")[:MOST_FOUND])


def addressees_by_id(ids: Iterable[int]) -> dict[int, Addressee]:
    """The entries that exist among these."""
    return Addressee.objects.in_bulk(list(ids))
