"""The time of keeping is over: nobody can read a petition's signers any more."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from undersigned.jobs.actions.later import later
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.forget_part import forget_part
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.keeping import kept_until
from undersigned.signatures.rules.states import State

SEAL = "undersigned.signatures.actions.seal_petition.seal_petition"
LET_GO_AT_ONCE: Final = 5_000


def seal_petition(*, petition_id: int, now: datetime) -> bool:
    """True where the petition is sealed afterwards: its keys destroyed, its rows gone, the count kept as `let_go`.

    First the keys are gone, and with them all that anybody could read. Then, in each run, up to LET_GO_AT_ONCE rows,
    so that no writer waits for a large petition's; it asks for itself again until none is left, and the last run lets
    the log say `sealed`: never of keys that exist. What counted is added to `let_go` in the transaction in which its
    row goes, so that a kill between or within runs changes no number; the next sweep goes on. Idempotent.

    False before its time, while a confirmed signature waits for its round, and while rows are left.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.sealed_at is not None:
            return True
        if not _is_due(petition, now) or _rows(petition_id).filter(state=State.CONFIRMED).exists():
            return False
        destroy_petition_keys(petition.pid)
    with transaction.atomic():
        petition = forget_part(petition_id=petition_id, limit=LET_GO_AT_ONCE)
        if _rows(petition_id).exists():
            later(SEAL, now=now, petition_id=petition_id)
        elif petition.sealed_at is None:
            _seal(petition, now)
    return petition.sealed_at is not None


def _rows(petition_id: int) -> QuerySet[Signature]:
    return Signature.objects.filter(petition_id=petition_id)


def _seal(petition: Petition, now: datetime) -> None:
    append(pid=petition.pid, type="sealed", now=now)
    petition.sealed_at = now
    petition.revision += 1
    petition.save(update_fields=["sealed_at", "revision"])


def _is_due(petition: Petition, now: datetime) -> bool:
    """True when it was closed long enough ago and the log says so."""
    if petition.closed_at is None or petition.grace_ended_at is None:
        return False
    return now >= kept_until(petition.closed_at, petition.retention_months)
