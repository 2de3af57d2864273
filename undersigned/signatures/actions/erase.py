"""A signer is erased."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from undersigned.jobs.actions.later import later
from undersigned.keys.site import address_fingerprint
from undersigned.ledger.actions.append import append
from undersigned.ledger.waiting import patience
from undersigned.mail.actions.forget_mailbox import forget_mailbox
from undersigned.mail.addresses.rules import canonical
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.fields import place_about
from undersigned.signatures.models import LetterPlace, MineLetter, Signature
from undersigned.signatures.queries import sign_event
from undersigned.signatures.rules.states import STANDING, State

GO_ON = "undersigned.signatures.actions.go_on.go_on"


def erase(*, signature_id: UUID, email: str, now: datetime) -> bool:
    """True where the row is gone, with its secret, its name and all that a receipt is made of; for ever, in any state.

    A standing signature leaves the log by a `withdraw` like any other; what remains there is the hash of random bits
    that nobody has. Letters' places in the caps for `email` (the signer's, from parse_address) and this petition go
    too, so the address may sign again at once, its letters with links to my signatures, what higher rooms keep of the
    signature, and in the demo its mailbox. One transaction.
    """
    with transaction.atomic():
        row = (
            # Its event is read after the lock: PostgreSQL would join what it was before whoever we waited for.
            Signature.objects.select_related("petition").select_for_update(of=("self",)).filter(pk=signature_id).first()
        )
        if row is None:
            return False
        if row.state in STANDING:
            waits = patience(is_sensitive=row.petition.is_sensitive)
            append(pid=row.petition.pid, type="withdraw", target=sign_event(row), patience=waits, now=now)
        address = address_fingerprint(canonical(email))
        LetterPlace.objects.filter(address=address, about=place_about(address, row.petition.pid)).delete()
        _forget_links(address, now)
        forget_mailbox(to=email)
        for path in settings.ERASED_TOO:
            import_string(path)(signature_id=row.pk)
        Signature.objects.filter(pk=row.pk).delete()
        raise_revision(petition_id=row.petition_id)
        if row.state == State.SUPPORTING:
            later(GO_ON, now=now, petition_id=row.petition_id)
    return True


def _forget_links(address: bytes, now: datetime) -> None:
    """Letters to this address that have left are forgotten; not one that is open before its reader, nor what is due."""
    letters = MineLetter.objects.filter(address=address, letter_due=None)
    letters.exclude(opened_until__gt=now).delete()
