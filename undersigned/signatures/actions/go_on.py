"""Supporters of a petition are counted, and one that has enough goes on."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.end_gathering import end_gathering
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.states import State
from undersigned.petitions.rules.supporters import AHEAD
from undersigned.signatures.supporters import supporters_of


def go_on(*, petition_id: int, now: datetime) -> None:
    """Its search says how many have confirmed; with enough of them it waits for a moderator or is public. A job.

    It holds the petition alone and no signature, and counts what was committed before: each confirmation, and whoever
    takes one back, asks anew, so the last one always finds them all. Run twice, or when it went on meanwhile, it
    changes nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().filter(pk=petition_id, state__in=AHEAD).first()
        found = supporters_of(petition) if petition is not None else None
        if petition is None or found is None:
            return
        Gathering.objects.filter(petition=petition).update(confirmed=found.confirmed)
        if petition.state == State.GATHERING and found.is_enough:
            end_gathering(petition_id=petition_id, now=now)
