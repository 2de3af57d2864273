"""A petition whose title is hidden gets an address without its words, and its own one back with the title."""

from django.db import transaction

from undersigned.petitions.models import OtherAddress, Petition
from undersigned.petitions.rules.slugs import slug_of


def swap_address(*, petition: Petition) -> None:
    """The petition stands at its other address, and the one that it had leads there.

    The first time the other one is made of its pid. One transaction; the caller holds the petition's lock and saves it.
    """
    with transaction.atomic():
        other = OtherAddress.objects.filter(petition=petition).first() or OtherAddress(petition=petition)
        petition.slug, other.slug = other.slug or _wordless(petition.pid), petition.slug
        other.save()


def _wordless(pid: str) -> str:
    """Letters of the pid; all of it where somebody has those."""
    short = slug_of("", pid)
    is_taken = Petition.objects.filter(slug=short).exists() or OtherAddress.objects.filter(slug=short).exists()
    return f"petition-{pid}" if is_taken else short
