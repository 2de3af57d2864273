"""Confirmed signatures whose entry is published are counted."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from undersigned.ledger.models import Event, LogState
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State


def mark_counted(*, now: datetime) -> int:  # noqa: ARG001 - what follows a publication is called with its time
    """How many signatures went from confirmed to counted; follows the published size of the log. Idempotent.

    One transaction. The pages of their petitions are stale afterwards.
    """
    with transaction.atomic():
        size = LogState.objects.values_list("published_size", flat=True).first() or 0
        published = Exists(Event.objects.filter(pk=OuterRef("event"), index__lt=size))
        # `event__gt` says nothing new: without a bound on its column SQLite does not use the index of the confirmed.
        confirmed = Signature.objects.filter(published, state=State.CONFIRMED, event__gt=0)
        petitions = sorted(set(confirmed.values_list("petition_id", flat=True)))
        # The state stands in the statement itself: whoever withdraws at this moment is not counted again.
        counted = confirmed.update(state=State.COUNTED)
        for petition_id in petitions:
            raise_revision(petition_id=petition_id)
    return counted
