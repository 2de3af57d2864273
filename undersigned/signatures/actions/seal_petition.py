"""The time of keeping is over: nobody can read a petition's signers any more."""

from datetime import datetime

from django.db import transaction

from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.keeping import kept_until
from undersigned.signatures.rules.states import State


def seal_petition(*, petition_id: int, now: datetime) -> bool:
    """True where the petition is sealed afterwards: its keys destroyed, its rows gone, the count kept as `let_go`.

    False before its time, and while a confirmed signature waits for its round. One transaction; the keys go last
    before its commit, so that "sealed" is never said of keys that exist. A crash in between leaves unreadable
    rows, and the next run ends the work. Idempotent.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.sealed_at is not None:
            return True
        rows = Signature.objects.filter(petition=petition)
        if not _is_due(petition, now) or rows.filter(state=State.CONFIRMED).exists():
            return False
        petition.let_go += rows.filter(state=State.COUNTED).count()
        rows.delete()
        append(pid=petition.pid, type="sealed", now=now)
        petition.sealed_at = now
        petition.revision += 1
        petition.save(update_fields=["let_go", "sealed_at", "revision"])
        destroy_petition_keys(petition.pid)
    return True


def _is_due(petition: Petition, now: datetime) -> bool:
    """True when it was closed long enough ago and the log says so."""
    if petition.closed_at is None or petition.grace_ended_at is None:
        return False
    return now >= kept_until(petition.closed_at, petition.retention_months)
