"""Drafts that nobody came back to are forgotten."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import DRAFT_KEPT, State

AT_ONCE = 500


def forget_drafts(*, now: datetime) -> int:
    """No draft or unconfirmed petition was last saved over 60 days ago; a sweep. Returns how many went."""
    states = (State.DRAFT, State.UNCONFIRMED)
    with transaction.atomic():
        old = Petition.objects.filter(state__in=states, saved_at__lt=now - DRAFT_KEPT).values_list("pk", flat=True)
        ids = list(old.order_by("saved_at")[:AT_ONCE])
        # The states once more: one that is handed in at this very moment stays.
        _rows, by_model = Petition.objects.filter(pk__in=ids, state__in=states).delete()
    return by_model.get("petitions.Petition", 0)
