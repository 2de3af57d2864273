"""How long letters take at the moment: for everybody who looks at a petition the same, whoever they are."""

from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache

from undersigned.signatures.models import Signature

KEPT_SECONDS: Final = 5
WORTH_SAYING: Final = timedelta(minutes=3)


def letters_take(petition_id: int, now: datetime) -> timedelta | None:
    """How long the petition's oldest letter that is due has waited, or None where that is less than three minutes.

    One entry of an index, asked every five seconds at most.
    """
    name = f"letters_take:{petition_id}"
    seconds = cache.get(name)
    if seconds is None:
        seconds = _waited(petition_id, now).total_seconds()
        cache.set(name, seconds, KEPT_SECONDS)
    took = timedelta(seconds=seconds)
    return took if took >= WORTH_SAYING else None


def _waited(petition_id: int, now: datetime) -> timedelta:
    due = Signature.objects.filter(petition=petition_id, letter_due__lte=now).order_by("letter_due")
    oldest = due.values_list("letter_due", flat=True).first()
    return now - oldest if oldest is not None else timedelta()
