"""Somebody of the staff looks at letters that wait."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.petitions.queries.desk import pid_at
from undersigned.signatures.screening.counted import Held, held_signatures

WHY = "to release or refuse them"
"""As the audit trail says it, of whoever opens the page."""


def look_at_held(*, slug: str, limit: int, actor: str, now: datetime) -> list[Held]:
    """What is held of this petition, the oldest first, `limit` at most. Nobody is named, but each line is one person's:
    the audit trail says who looked at how many.
    """
    with transaction.atomic():
        found = held_signatures(slug, limit=limit)
        if found:
            about = f"{len(found)} letters of petition {pid_at(slug)}"
            record_audit(actor=actor, verb="held.look", object=about, reason=WHY, now=now)
    return found
