"""Staff let held signatures go: their letters leave now."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State
from undersigned.signatures.screening.counted import told_of


def release(*, rows: Collection[UUID], actor: str, note: str = "", now: datetime) -> int:
    """How many of these were held; their letters are due. What is not held any more stays as it is."""
    with transaction.atomic():
        held = Signature.objects.filter(pk__in=rows, state=State.HELD)
        about = told_of(held)
        released = held.update(state=State.PENDING, letter_due=now, letter_tries=0, letter_unsettled=0)
        record_audit(actor=actor, verb="release", object=f"{released} {about}", reason=note, now=now)
    return released
