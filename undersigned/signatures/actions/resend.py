"""Nothing came: the letter goes out once more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from undersigned.signatures.models import Signature
from undersigned.signatures.queries import read_handle
from undersigned.signatures.rules.states import STANDING, Kind, State


def resend(*, handle: str, now: datetime) -> None:
    """A signature that waits or stands has a letter due, within the caps; the answer is the same for every handle."""
    row = read_handle(handle)
    if row is None:
        return
    already = When(Q(state__in=STANDING) & ~Q(letter_kind=Kind.FULL), then=Value(Kind.ALREADY.value))
    with transaction.atomic():
        Signature.objects.filter(pk=row, state__in=(State.PENDING, *STANDING)).update(
            letter_kind=Case(already, default=F("letter_kind")),
            letter_due=now,
            letter_number=F("letter_number") + 1,
            letter_tries=0,
            letter_unsettled=0,
        )
