"""How far a petition is on its search for supporters. Read only."""

from undersigned.accounts.queries import account_by_id, email_of
from undersigned.keys.petition_keys import KeysDestroyed, petition_keys
from undersigned.mail.addresses.rules import canonical
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.supporting import gathering_of
from undersigned.petitions.rules.supporters import GATHERS_FOR, Supporters
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.persons import fingerprint
from undersigned.signatures.rules.states import AFFIRMED


def supporters_of(petition: Petition) -> Supporters | None:
    """Who has confirmed, the starter's own address apart; None where the site asked for no supporters.

    Whoever signed and has not confirmed moves no number, so no number tells whether an address has signed.
    """
    gathering = gathering_of(petition.pk)
    if gathering is None:
        return None
    own = _starters_mark(petition)
    marks = Signature.objects.filter(petition=petition, state__in=AFFIRMED).values_list("fingerprint", flat=True)
    found = [bytes(mark) for mark in marks]
    return Supporters(
        needed=gathering.needed,
        confirmed=sum(mark != own for mark in found),
        has_starter=own in found,
        ends_at=gathering.began_at + GATHERS_FOR,
    )


def _starters_mark(petition: Petition) -> bytes | None:
    """The starter's fingerprint under this petition."""
    starter = account_by_id(petition.starter_id) if petition.starter_id else None
    if starter is None:
        return None
    try:
        return fingerprint(petition_keys(petition.pid).fingerprint, canonical(email_of(starter)))
    except KeysDestroyed:
        return None
