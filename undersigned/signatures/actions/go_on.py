"""A petition that has its supporters goes on."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.end_gathering import end_gathering
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State
from undersigned.signatures.supporters import supporters_of


def go_on(*, petition_id: int, now: datetime) -> None:
    """The petition waits for a moderator or is public if it has enough supporters; a job. Otherwise nothing changes.

    It holds the petition alone and no signature, and counts what was committed before: each confirmation asks anew, so
    the last one always finds them all. Run twice, or when it went on meanwhile, it does nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().filter(pk=petition_id, state=State.GATHERING).first()
        found = supporters_of(petition) if petition is not None else None
        if found is not None and found.is_enough:
            end_gathering(petition_id=petition_id, now=now)
