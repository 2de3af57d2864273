"""Letters that screening held leave at a slow pace."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from undersigned.petitions.rules.states import State as PetitionState
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.origins import DOMAIN_PLACE
from undersigned.signatures.rules.states import State
from undersigned.signatures.rules.verdicts import HELD_AT_MOST, release_now
from undersigned.signatures.screening.order import RULES, SLOWED
from undersigned.signatures.screening.try_out import mark_at

AT_ONCE: Final = 2_000
"""In one statement and one transaction: an attack may have left hundreds of thousands."""
SIGNED: Final = (PetitionState.GATHERING, PetitionState.HELD, PetitionState.CORRECTING, PetitionState.PUBLISHED)
"""Where people sign, or will again: what is held for staff waits for them here, also a supporter's letter."""
NETWORK_PLACE: Final = 0
PLACES: Final = {"domain_window": DOMAIN_PLACE + 1}
"""Which mark of the origin tells the sources of a rule's letters apart; of a domain its end, which costs money."""


def release_held(*, now: datetime) -> int:
    """How many held letters leave now; a sweep, harmless if run twice.

    Of each petition and rule a few, one of each network or mail domain in turn, the oldest first: whoever floods the
    queue waits behind themselves. What waits for staff leaves after 72 hours; all else sooner. Where signing has ended
    everything leaves at once, so that its readers can still confirm within the grace.
    """
    is_old = Q(created_at__lte=now - HELD_AT_MOST)
    held = Signature.objects.filter(state=State.HELD)
    late = held.filter(is_old | ~Q(petition__state__in=SIGNED))
    released = 0
    while moved := _to_pending(late.order_by("created_at").values("pk")[:AT_ONCE], now):
        released += moved
    for rule in RULES:
        if codes := SLOWED[rule.name]:
            with transaction.atomic():
                released += _slowly(codes, PLACES.get(rule.name, NETWORK_PLACE), now)
    return released


def _slowly(codes: Sequence[str], place: int, now: datetime) -> int:
    slow = Signature.objects.filter(state=State.HELD, reason__in=codes).annotate(source=mark_at(place))
    by_petition = slow.values("petition").annotate(
        number=Count("pk"), oldest=Min("created_at"), sources=Count("source", distinct=True)
    )
    released = 0
    for waiting in by_petition.order_by("petition"):
        share = release_now(waiting["number"], now - waiting["oldest"], waiting["sources"])
        turn = Window(RowNumber(), partition_by=[F("source")], order_by=F("created_at").asc())
        in_turn = slow.filter(petition=waiting["petition"]).annotate(turn=turn).order_by("turn", "created_at")
        released += _to_pending(in_turn.values("pk")[:share], now)
    return released


def _to_pending(rows: QuerySet[Signature, Any], now: datetime) -> int:
    """The state is asked for again: somebody may have signed anew, or staff refused."""
    held = Signature.objects.filter(pk__in=rows, state=State.HELD)
    return held.update(state=State.PENDING, letter_due=now, letter_tries=0, letter_unsettled=0)
