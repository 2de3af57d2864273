"""Nothing came: the letter goes out once more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When

from undersigned.signatures.models import Signature
from undersigned.signatures.queries import read_handle
from undersigned.signatures.rules.states import AFFIRMED, Kind, State


def resend(*, handle: str, now: datetime) -> None:
    """A signature that waits or stands has a letter due, within the caps; the answer is the same for every handle.

    So is the work: a row that gets no letter is written unchanged, since a COMMIT that writes takes longer, and its
    time would tell whom screening has caught.
    """
    row = read_handle(handle)
    if row is None:
        return
    gets_one = Q(state__in=(State.PENDING, *AFFIRMED))
    already = When(Q(state__in=AFFIRMED) & ~Q(letter_kind=Kind.FULL), then=Value(Kind.ALREADY.value))
    with transaction.atomic():
        Signature.objects.filter(pk=row).update(
            letter_kind=Case(already, default=F("letter_kind")),
            letter_due=Case(When(gets_one, then=Value(now)), default=F("letter_due")),
            letter_number=F("letter_number") + Case(When(gets_one, then=Value(1)), default=Value(0)),
            letter_tries=Case(When(gets_one, then=Value(0)), default=F("letter_tries"), output_field=IntegerField()),
            letter_unsettled=Case(
                When(gets_one, then=Value(0)), default=F("letter_unsettled"), output_field=IntegerField()
            ),
        )
