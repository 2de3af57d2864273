"""The directory of those who can be asked: who was checked, and who is asked in public already.

What is written in somebody's draft is not in it: nobody finds there what is being prepared. Nor is whom the staff have
hidden wherever they are asked.
"""

from collections.abc import Iterable

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from undersigned.petitions.models import Addressee, PetitionAddressee
from undersigned.petitions.rules.folding import words_of
from undersigned.petitions.rules.hiding import ADDRESSEE
from undersigned.petitions.rules.states import PUBLIC

MOST_FOUND = 12


def addressees_like(search: str) -> list[Addressee]:
    """Entries of the directory that have all the words typed, each at least by its beginning; checked ones first."""
    words = words_of(search, most=6)
    if not words:
        return []
    found = _directory()
    for word in words:
        found = found.filter(words__word__startswith=word)
    return list(found.distinct().order_by("-is_checked", "name", "pk")[:MOST_FOUND])


def addressees_by_id(ids: Iterable[int]) -> dict[int, Addressee]:
    """The entries of the directory among these."""
    return _directory().in_bulk(list(ids))


def _directory() -> QuerySet[Addressee]:
    asked = PetitionAddressee.objects.filter(addressee=OuterRef("pk"), petition__state__in=PUBLIC)
    # Names of parts stand between blanks: with one on each side `addressee:1` is not found in `addressee:10`.
    part = Concat(Value(f" {ADDRESSEE}"), Cast("order", CharField()), Value(" "))
    parts = Concat(Value(" "), "petition__hidden", Value(" "))
    shown = asked.annotate(part=part, parts=parts).exclude(parts__contains=F("part"))
    return Addressee.objects.filter(Q(is_checked=True) | Exists(shown))
