"""Waiting signatures support a petition that is not public yet."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, When

from undersigned.jobs.actions.later import later
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import Kind, State

GO_ON = "undersigned.signatures.actions.go_on.go_on"


def let_support(rows: Sequence[Signature], *, now: datetime) -> None:
    """These rows support their petitions; a job for each petition looks whether it has enough now.

    Must run in the transaction in which the rows were locked, and their petitions against changing. A job and not here:
    whoever confirms holds a row and would wait for the petition, and of two who confirm at once neither sees the other.
    A letter that still waits to leave is called back, since it asks for what has just happened; FULL tells more.
    """
    with transaction.atomic():
        kept = Case(When(letter_kind=Kind.FULL, then=F("letter_due")), default=None)
        Signature.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.SUPPORTING, confirmed_at=now, letter_due=kept
        )
        for petition_id in sorted({row.petition_id for row in rows}):
            later(GO_ON, now=now, petition_id=petition_id)
