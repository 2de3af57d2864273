"""The guarded door: who may see which petition."""

from collections.abc import Collection
from typing import TypeAlias

from undersigned.accounts.models import Account
from undersigned.petitions.models import OtherAddress, Petition
from undersigned.petitions.rules.slugs import slug_typed
from undersigned.petitions.rules.states import PUBLIC, SHOWN, PetitionMoved, PetitionNotFound

Row: TypeAlias = Petition
"""A petition as the shells know it: something that queries give and actions take."""
SEES_ALL = frozenset({"moderator", "integrity", "administrator", "reader"})


def petition_visible_to(account: Account | None, slug: str) -> Petition:
    """The petition under this slug if this person (None: anybody) may see it, else PetitionNotFound.

    Everybody: published, closed, taken down. Starters: their own in every state. Staff: all that was submitted. Under
    the other address of a petition it is found by who may see more; everybody else gets PetitionMoved.
    """
    petition = Petition.objects.filter(slug=slug).first()
    moved = None if petition else moved_petition(slug)
    found = petition or moved
    if found is None or not _may_see(account, found):
        raise PetitionNotFound(slug)
    if moved is not None and account is None:
        raise PetitionMoved(moved.slug)
    return found


def public_petition(slug: str) -> Petition:
    """The published or closed petition under this slug, which anybody may have typed, else PetitionNotFound.

    PetitionMoved, which is one of these, under the other address of one.
    """
    # PostgreSQL can't even be asked for NUL.
    if "\x00" in slug:
        raise PetitionNotFound(slug)
    petition = Petition.objects.filter(slug=slug, state__in=PUBLIC).first()
    if petition is not None:
        return petition
    moved = moved_petition(slug)
    if moved is not None and moved.state in PUBLIC:
        raise PetitionMoved(moved.slug)
    raise PetitionNotFound(slug)


def petition_typed(typed: str) -> Petition:
    """The public petition whose slug or address, also another one of it, somebody typed; else PetitionNotFound."""
    try:
        return public_petition(slug_typed(typed))
    except PetitionMoved as fault:
        return public_petition(fault.slug)


def public_among(slugs: Collection[str]) -> dict[str, int]:
    """The ids of those that `public_petition` finds under one of these slugs; the others are left out. One query."""
    return dict(Petition.objects.filter(slug__in=slugs, state__in=PUBLIC).values_list("slug", "pk"))


def moved_petition(slug: str) -> Petition | None:
    """The petition whose other address this is."""
    other = OtherAddress.objects.filter(slug=slug).select_related("petition").first()
    return other.petition if other is not None else None


def _may_see(account: Account | None, petition: Petition) -> bool:
    if petition.state in SHOWN:
        return True
    if account is None or not account.is_active:
        return False
    if petition.starter_id is not None and petition.starter_id == account.pk:
        return petition.deleted_at is None
    return account.role in SEES_ALL and petition.submitted_at is not None
