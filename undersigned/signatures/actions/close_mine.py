"""Whoever is done closes my signatures."""

from datetime import datetime

from undersigned.accounts.rules import letter_of
from undersigned.signatures.fields import mine_opened_key
from undersigned.signatures.models import MineLetter


def close_mine(*, kept: str, now: datetime) -> None:
    """What the browser kept opens nothing any more. Idempotent; one statement."""
    letter_id = letter_of(kept, key=mine_opened_key())
    if letter_id is not None:
        MineLetter.objects.filter(pk=letter_id, opened_until__gt=now).update(opened_until=now)
