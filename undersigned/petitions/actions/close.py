"""Signing ends."""

from datetime import datetime

from django.db import transaction

from undersigned.jobs.actions.later import later
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import LOG_CLOSES_AFTER, State, check_step

END_GRACE = "undersigned.petitions.actions.end_grace.end_grace"


def close(*, petition_id: int, now: datetime) -> Petition:
    """Nobody can sign any more; letters on their way may be confirmed for 24 h, then end_grace closes the log too.

    Closing again changes nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state == State.CLOSED:
            return petition
        check_step(petition.state, State.CLOSED)
        petition.state, petition.closed_at = State.CLOSED, now
        petition.revision += 1
        petition.save()
        later(END_GRACE, at=now + LOG_CLOSES_AFTER, now=now, petition_id=petition.pk)
    return petition
