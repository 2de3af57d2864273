"""Staff refuse held signatures: no letter leaves, and nothing of what was typed is left."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.actions.refuse import EMPTIED
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State
from undersigned.signatures.screening.counted import told_of

STAFF = "staff"
"""The reason of a row that people refused, beside those of the rules."""


def refuse_held(*, rows: Collection[UUID], actor: str, note: str, now: datetime) -> int:
    """How many of these were held and are refused; the audit trail has the note. Whoever was meant may sign again."""
    with transaction.atomic():
        held = Signature.objects.filter(pk__in=rows, state=State.HELD)
        about = told_of(held)
        refused = held.update(**(EMPTIED | {"state": State.REFUSED, "reason": STAFF}))
        record_audit(actor=actor, verb="held.refuse", object=f"{refused} {about}", reason=note, now=now)
    return refused
