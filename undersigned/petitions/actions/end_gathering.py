"""A petition has its supporters."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.tell_starter import tell_starter
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State, check_step
from undersigned.petitions.rules.supporters import READ_FIRST


def end_gathering(*, petition_id: int, now: datetime) -> Petition:
    """It waits for a moderator or, where nobody reads first, is published; the letter to its starter waits.

    One transaction. Where it does not look for supporters (any more) nothing changes.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state != State.GATHERING:
            return petition
        tell_starter(petition_id=petition_id, kind="enough", now=now)
        if settings.UNDERSIGNED.publication not in READ_FIRST:
            return publish(petition_id=petition_id, now=now)
        check_step(petition.state, State.HELD)
        # The moderators' days count from here.
        petition.state, petition.submitted_at, petition.saved_at = State.HELD, now, now
        petition.revision += 1
        petition.save()
    return petition
