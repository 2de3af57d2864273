"""What nobody confirmed is deleted."""

from datetime import datetime

from django.db import transaction

from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.rules.caps import KEPT
from undersigned.signatures.rules.states import CONFIRM_WITHIN, WAITING, State

AT_ONCE = 1000


def expire_unconfirmed(*, now: datetime) -> int:
    """How many unconfirmed and refused signatures were deleted, 30 days after signing; a sweep, harmless if run twice.

    Letters' places in the caps go as well, after 7 days. Deletes in transactions of at most 1,000 rows.
    """
    LetterPlace.objects.filter(at__lt=now - KEPT).delete()
    late = Signature.objects.filter(
        # Never confirmed: it follows from the states, and is what the index of the waiting knows.
        confirmed_at=None,
        state__in=(*WAITING, State.REFUSED),
        created_at__lt=now - CONFIRM_WITHIN,
    )
    deleted = 0
    while ids := list(late.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            # The states are asked for again: one of them may have been confirmed in between.
            gone, _ = late.filter(pk__in=ids).delete()
        deleted += gone
        if gone == 0:
            break
    return deleted
