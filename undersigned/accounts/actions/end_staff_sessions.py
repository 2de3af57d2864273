"""Sign browsers of a person out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import StaffSession
from undersigned.accounts.rules import actor


def end_staff_sessions(
    *, account_id: int, only: UUID | None = None, but: UUID | None = None, by: str, now: datetime
) -> int:
    """How many ended: all of the account's, `only` one of them, or all `but` one. Their next request finds nobody."""
    rows = StaffSession.objects.filter(account_id=account_id)
    rows = rows if only is None else rows.filter(pk=only)
    rows = rows if but is None else rows.exclude(pk=but)
    with transaction.atomic():
        ended, _by_model = rows.delete()
        if ended:
            record_audit(actor=by, verb="sessions.end", object=actor(account_id), reason=str(ended), now=now)
    return ended
