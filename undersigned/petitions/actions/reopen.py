"""Signing is opened again."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import REOPENS_WITHIN, State, StepRefused, check_step


def reopen(*, petition_id: int, now: datetime) -> Petition:
    """A closed petition can be signed again; where the log says `close` already, it will say `reopen`.

    One transaction. Up to 28 days after closing and never after sealing: StepRefused then, and where it was not
    closed. Opening an open petition again changes nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state == State.PUBLISHED:
            return petition
        if petition.state != State.CLOSED or petition.sealed_at is not None or not _is_in_time(petition, now):
            raise StepRefused(petition.state, State.PUBLISHED)
        check_step(petition.state, State.PUBLISHED)
        if petition.grace_ended_at is not None:
            append(pid=petition.pid, type="reopen", now=now)
        petition.state, petition.reopened_at = State.PUBLISHED, now
        petition.closed_at = petition.grace_ended_at = None
        petition.is_stopped, petition.decision_text, petition.decision_code = False, "", ""
        petition.revision += 1
        petition.save()
    return petition


def _is_in_time(petition: Petition, now: datetime) -> bool:
    return petition.closed_at is not None and now <= petition.closed_at + REOPENS_WITHIN
