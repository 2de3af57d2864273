"""A held petition is refused."""

from datetime import datetime

from django.db import transaction

from undersigned.jobs.actions.later import later
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.states import State, check_step

# A higher room's: named here and not imported.
FORGET_SUPPORTERS = "undersigned.signatures.actions.forget_supporters.forget_supporters"


def refuse(*, petition_id: int, words: str, now: datetime) -> Petition:
    """The held petition is refused with these words to its starter; what supporters gave is deleted by a job.

    One transaction. Refusing again changes nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state == State.REFUSED:
            return petition
        check_step(petition.state, State.REFUSED)
        petition.state, petition.decision_text, petition.saved_at = State.REFUSED, words, now
        petition.revision += 1
        petition.save()
        if Gathering.objects.filter(petition=petition).exists():
            later(FORGET_SUPPORTERS, now=now, petition_id=petition_id)
    return petition
