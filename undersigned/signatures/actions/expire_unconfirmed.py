"""What nobody confirmed is deleted."""

from datetime import datetime

from undersigned.signatures.actions.clear import clear
from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.rules.caps import KEPT
from undersigned.signatures.rules.states import CONFIRM_WITHIN, WAITING, State


def expire_unconfirmed(*, now: datetime) -> int:
    """How many unconfirmed and refused signatures were deleted, 30 days after signing; a sweep, harmless if run twice.

    Letters' places in the caps go as well, after 7 days. Deletes in transactions of at most 1,000 rows.
    """
    clear(rows=LetterPlace.objects.filter(at__lt=now - KEPT).order_by("at"))
    late = Signature.objects.filter(
        # Never confirmed: it follows from the states, and is what the index of the waiting knows.
        confirmed_at=None,
        state__in=(*WAITING, State.REFUSED),
        created_at__lt=now - CONFIRM_WITHIN,
    )
    return clear(rows=late.order_by("created_at"))
