"""A public petition goes, and a marker stays."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.actions.append import append
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State, check_step


def take_down(*, petition_id: int, words: str, code: str = "", now: datetime) -> Petition:
    """The address shows a marker with these words and this reason, or with none, where they can't be told.

    Nobody can sign; it leaves lists and ranks; the log says `close`.

    There is no grace: letters on their way can't be confirmed any more. Taking down again changes nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state == State.TAKEN_DOWN:
            return petition
        check_step(petition.state, State.TAKEN_DOWN)
        if petition.grace_ended_at is None:
            append(pid=petition.pid, type="close", now=now)
            petition.grace_ended_at = now
        petition.state, petition.decision_text, petition.decision_code = State.TAKEN_DOWN, words, code
        petition.closed_at = petition.closed_at or now
        petition.revision += 1
        petition.save()
        petition.title_words.all().delete()
    return petition
