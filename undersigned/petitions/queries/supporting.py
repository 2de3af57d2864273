"""The secret link under which a petition is read and supported before it is public."""

from datetime import datetime

from undersigned.accounts.rules import letter_of, token_of
from undersigned.petitions.fields import support_key
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.supporters import has_link, id_of, named_in, pid_of

Gathered = Gathering
"""A gathering as the shells know it."""
REMEMBERED = 20
"""So many of a petition's earlier links are told from links that this site never made."""


def support_token(petition: Petition) -> str:
    """The 43 characters of the petition's secret link; derived, so stored nowhere. "" where it can have none."""
    return _token(petition, gathering_of(petition.pk))


def token_for_signer(petition: Petition, signed_at: datetime) -> str:
    """The secret link for somebody who signed then: the one before, which says so, where it was exchanged since.

    Whoever came by an old link is not led to the new one: they may be why it was exchanged.
    """
    found = gathering_of(petition.pk)
    is_old = found is not None and found.link_since is not None and signed_at < found.link_since
    return _token(petition, found, back=int(is_old))


def petition_of_link(token: str) -> Petition | None:
    """The petition of a secret link, in whatever state; None where this site did not make it, or exchanged it."""
    petition, number = _named(token)
    return petition if petition is not None and _is_made(token, number) else None


def is_exchanged(token: str) -> bool:
    """Whether the link led to a petition until its starter exchanged it for another."""
    petition, number = _named(token)
    return petition is not None and any(_is_made(token, one) for one in range(max(0, number - REMEMBERED), number))


def gathering_of(petition_id: int) -> Gathering | None:
    """How the petition looks for supporters, or did; None where the site asked for none."""
    return Gathering.objects.filter(petition=petition_id).first()


def _token(petition: Petition, found: Gathering | None, *, back: int = 0) -> str:
    number = found.link_number - back if found is not None else 0
    return token_of(id_of(petition.pid), key=support_key(number)) if has_link(petition.pid) else ""


def _named(token: str) -> tuple[Petition | None, int]:
    """The petition that a link names, which proves nothing yet, and the number of its present link."""
    named = named_in(token)
    petition = Petition.objects.filter(pid=pid_of(named)).first() if named else None
    found = gathering_of(petition.pk) if petition is not None else None
    return petition, found.link_number if found is not None else 0


def _is_made(token: str, number: int) -> bool:
    return letter_of(token, key=support_key(number)) is not None
