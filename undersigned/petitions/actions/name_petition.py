"""A petition gets its address."""

from itertools import count

from django.db import IntegrityError, transaction

from undersigned.petitions.models import OtherAddress, Petition
from undersigned.petitions.rules.slugs import numbered, slug_of

NUMBERED_UP_TO = 20


def name_petition(*, petition: Petition, title: str) -> None:
    """The petition's slug is made of its title's words and is nobody else's; a published one keeps the slug it has."""
    if petition.published_at is not None:
        return
    base = slug_of(title, petition.pid)
    for number in count(1):
        # Many of one title: letters of the pid instead of trying every number.
        slug = numbered(base, number) if number <= NUMBERED_UP_TO else f"{base[:50]}-{petition.pid}"
        if slug == petition.slug or _takes(petition, slug):
            return


def _takes(petition: Petition, slug: str) -> bool:
    if Petition.objects.filter(slug=slug).exists() or OtherAddress.objects.filter(slug=slug).exists():
        return False
    try:
        with transaction.atomic():
            Petition.objects.filter(pk=petition.pk).update(slug=slug)
    except IntegrityError:
        # Somebody else took it in between.
        return False
    petition.slug = slug
    return True
