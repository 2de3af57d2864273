"""One cheap question for many petitions at once: is what was kept of them still true?"""

from collections.abc import Collection

from django.db.models import OuterRef, Subquery

from undersigned.ledger.models import PublishedCount
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.marks import PageMark
from undersigned.petitions.rules.states import SHOWN

NUMBERS = ("counted_at", "previous_counted_at", "show_at")


def page_marks(slugs: Collection[str]) -> dict[str, PageMark]:
    """The mark of each of these petitions that answers everybody; the others are left out. One query, by index."""
    counts = PublishedCount.objects.filter(pid=OuterRef("pid"))
    # A join would say it more briefly, but the log knows petitions by name alone: there is no foreign key to follow.
    numbers = {f"mark_{name}": Subquery(counts.values(name)[:1]) for name in NUMBERS}
    rows = Petition.objects.filter(slug__in=slugs, state__in=SHOWN).annotate(**numbers)
    found = rows.values_list("slug", "revision", *numbers)
    return {slug: PageMark(revision, *times) for slug, revision, *times in found}


def slug_of(petition_id: int) -> str | None:
    """The name by which this petition's pages are kept."""
    return Petition.objects.filter(pk=petition_id).values_list("slug", flat=True).first()
