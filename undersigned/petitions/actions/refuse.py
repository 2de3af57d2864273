"""A held petition is refused."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State, check_step


def refuse(*, petition_id: int, words: str, now: datetime) -> Petition:
    """The held petition is refused with these words to its starter; refusing again changes nothing."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state == State.REFUSED:
            return petition
        check_step(petition.state, State.REFUSED)
        petition.state, petition.decision_text, petition.saved_at = State.REFUSED, words, now
        petition.revision += 1
        petition.save()
    return petition
