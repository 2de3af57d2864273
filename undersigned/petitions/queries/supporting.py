"""The secret link under which a petition is read and supported before it is public."""

from undersigned.accounts.rules import letter_of, token_of
from undersigned.petitions.fields import support_key
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.supporters import has_link, id_of, pid_of

Gathered = Gathering
"""A gathering as the shells know it."""


def support_token(petition: Petition) -> str:
    """The 43 characters of the petition's secret link; derived, so stored nowhere. "" where it can have none."""
    return token_of(id_of(petition.pid), key=support_key()) if has_link(petition.pid) else ""


def petition_of_link(token: str) -> Petition | None:
    """The petition of a secret link, in whatever state; None where this site did not make the link."""
    number = letter_of(token, key=support_key())
    return Petition.objects.filter(pid=pid_of(number)).first() if number else None


def gathering_of(petition_id: int) -> Gathering | None:
    """How the petition looks for supporters, or did; None where the site asked for none."""
    return Gathering.objects.filter(petition=petition_id).first()
