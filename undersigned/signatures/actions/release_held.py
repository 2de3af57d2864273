"""Letters that screening held leave at a slow pace."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from undersigned.petitions.rules.states import State as PetitionState
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State
from undersigned.signatures.rules.verdicts import HELD_AT_MOST, release_now
from undersigned.signatures.screening.order import REASONS

FOR_STAFF = sorted(code for code, reason in REASONS.items() if reason.for_staff)
AT_ONCE: Final = 2_000
"""In one statement and one transaction: an attack may have left hundreds of thousands."""


def release_held(*, now: datetime) -> int:
    """How many held letters leave now; a sweep, harmless if run twice.

    Of each petition a few, the oldest first. What waits for staff leaves after 72 hours; all else sooner.
    Where signing has ended everything leaves at once, so that its readers can still confirm within the grace.
    """
    is_old = Q(created_at__lte=now - HELD_AT_MOST)
    held = Signature.objects.filter(state=State.HELD)
    late = held.filter(is_old | ~Q(petition__state=PetitionState.PUBLISHED))
    released = 0
    while moved := _to_pending(late.order_by("created_at").values("pk")[:AT_ONCE], now):
        released += moved
    with transaction.atomic():
        slow = held.exclude(reason__in=FOR_STAFF)
        waiting = slow.values("petition").annotate(number=Count("pk"), oldest=Min("created_at")).order_by("petition")
        for petition in waiting:
            share = release_now(petition["number"], now - petition["oldest"])
            oldest = slow.filter(petition=petition["petition"]).order_by("created_at")
            released += _to_pending(oldest.values("pk")[:share], now)
    return released


def _to_pending(rows: QuerySet[Signature, Any], now: datetime) -> int:
    """The state is asked for again: somebody may have signed anew, or staff refused."""
    held = Signature.objects.filter(pk__in=rows, state=State.HELD)
    return held.update(state=State.PENDING, letter_due=now, letter_tries=0, letter_unsettled=0)
