"""A signer takes their signature back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.jobs.actions.later import later
from undersigned.ledger.actions.append import append
from undersigned.ledger.models import Event
from undersigned.ledger.waiting import patience
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.actions.refuse import EMPTIED
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import sign_event
from undersigned.signatures.rules.states import AFFIRMED, STANDING, State

GO_ON = "undersigned.signatures.actions.go_on.go_on"


def withdraw(*, signature_id: UUID, now: datetime) -> bool:
    """True where a standing signature was taken back: the log will say so, nothing of its signer is left in the row.

    Of a supporter whose petition is not public yet the log knows nothing, and one fewer supports it. One transaction.
    Withdrawing again changes nothing.
    """
    with transaction.atomic():
        row = (
            # Its event is read after the lock: PostgreSQL would join what it was before whoever we waited for.
            Signature.objects.select_related("petition")
            .select_for_update(of=("self",))
            .filter(pk=signature_id, state__in=AFFIRMED)
            .first()
        )
        if row is None:
            return False
        event = _log(row, now) if row.state in STANDING else None
        Signature.objects.filter(pk=row.pk).update(state=State.WITHDRAWN, event=event, **EMPTIED)
        raise_revision(petition_id=row.petition_id)
        if row.state == State.SUPPORTING:
            later(GO_ON, now=now, petition_id=row.petition_id)
    return True


def _log(row: Signature, now: datetime) -> Event:
    waits = patience(is_sensitive=row.petition.is_sensitive)
    return append(pid=row.petition.pid, type="withdraw", target=sign_event(row), patience=waits, now=now)
