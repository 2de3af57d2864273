"""The last confirmations are in."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import GRACE, State


def end_grace(*, petition_id: int, now: datetime) -> None:
    """The log will say `close`; a job. Run twice, too early, or when it was taken down meanwhile, it does nothing."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().filter(pk=petition_id, state=State.CLOSED).first()
        if petition is None or petition.grace_ended_at is not None or petition.closed_at is None:
            return
        if now <= petition.closed_at + GRACE:
            return
        append(pid=petition.pid, type="close", now=now)
        petition.grace_ended_at = now
        petition.save(update_fields=["grace_ended_at"])
