"""On what a petition rests."""

from collections.abc import Sequence

from django.db import transaction

from undersigned.petitions.models import Petition, Source
from undersigned.petitions.rules.drafts import SourceEntry


def set_sources(*, petition: Petition, entries: Sequence[SourceEntry]) -> None:
    """The petition has exactly these sources, numbered in this order."""
    with transaction.atomic():
        petition.sources.all().delete()
        Source.objects.bulk_create(
            Source(
                petition=petition,
                order=order,
                title=entry.title,
                publisher=entry.publisher,
                date=entry.date,
                link=entry.link,
            )
            for order, entry in enumerate(entries, 1)
        )
