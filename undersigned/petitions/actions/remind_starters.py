"""Starters are reminded of searches for supporters that will lapse soon."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.states import State
from undersigned.petitions.rules.supporters import GATHERS_FOR, REMINDS_AHEAD

AT_ONCE = 100


def remind_starters(*, now: datetime) -> int:
    """Each search that lapses within REMINDS_AHEAD has had its one letter about that; a sweep. Returns how many.

    Each in a transaction of its own, in which the letter is due and the reminding noted: a kill leaves both or neither.
    What begins anew is reminded anew. What is late already lapses without.
    """
    late = now - GATHERS_FOR
    ending = Gathering.objects.filter(ended_at=None, began_at__gte=late, began_at__lte=late + REMINDS_AHEAD)
    rows = ending.filter(reminded_at=None).order_by("began_at")
    found = list(rows.values_list("petition_id", flat=True)[:AT_ONCE])
    return sum(_remind(petition_id, now) for petition_id in found)


def _remind(petition_id: int, now: datetime) -> bool:
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state != State.GATHERING:
            return False
        rows = Gathering.objects.filter(petition=petition, ended_at=None, reminded_at=None)
        reminded = rows.update(
            reminded_at=now,
            letter_kind="soon",
            letter_due=now,
            letter_number=F("letter_number") + 1,
            letter_tries=0,
            letter_unsettled=0,
        )
    return reminded == 1
