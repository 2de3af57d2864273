"""A starter hears how the search for supporters ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.petitions.models import Gathering


def tell_starter(*, petition_id: int, kind: str, now: datetime) -> None:
    """The search has ended and its letter (`enough` or `lapsed`) is due."""
    with transaction.atomic():
        Gathering.objects.filter(petition=petition_id).update(
            ended_at=now,
            letter_kind=kind,
            letter_due=now,
            letter_number=F("letter_number") + 1,
            letter_tries=0,
            letter_unsettled=0,
        )
