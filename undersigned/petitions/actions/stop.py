"""Signing is ended by the staff."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State, StepRefused


def stop(*, petition_id: int, words: str, code: str, now: datetime) -> Petition:
    """The petition is closed and its page says by whom and, with words and code that everybody may read, why.

    The text stays. One transaction; StepRefused unless it is open.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state != State.PUBLISHED:
            raise StepRefused(petition.state, State.CLOSED)
        petition = close(petition_id=petition_id, now=now)
        petition.is_stopped, petition.decision_text, petition.decision_code = True, words, code
        petition.save()
    return petition
