"""Petitions that did not find their supporters in time lapse."""

from datetime import datetime

from django.db import transaction

from undersigned.jobs.actions.later import later
from undersigned.petitions.actions.tell_starter import tell_starter
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.states import State, check_step
from undersigned.petitions.rules.supporters import GATHERS_FOR

AT_ONCE = 100
# A higher room's: named here and not imported.
FORGET_SUPPORTERS = "undersigned.signatures.actions.forget_supporters.forget_supporters"


def lapse_gatherings(*, now: datetime) -> int:
    """No petition has looked for supporters for over 90 days; a sweep. Returns how many lapsed.

    Each in a transaction of its own: what its supporters gave is deleted by a job, its starter gets a letter and keeps
    the text.
    """
    late = Gathering.objects.filter(ended_at=None, began_at__lt=now - GATHERS_FOR).order_by("began_at")
    lapsed = 0
    for petition_id in list(late.values_list("petition_id", flat=True)[:AT_ONCE]):
        lapsed += _lapse(petition_id, now)
    return lapsed


def _lapse(petition_id: int, now: datetime) -> bool:
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state != State.GATHERING:
            return False
        check_step(petition.state, State.LAPSED)
        petition.state, petition.saved_at = State.LAPSED, now
        petition.revision += 1
        petition.save()
        tell_starter(petition_id=petition_id, kind="lapsed", now=now)
        later(FORGET_SUPPORTERS, now=now, petition_id=petition_id)
    return True
