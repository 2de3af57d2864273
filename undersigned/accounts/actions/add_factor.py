"""A second factor counts from now on."""

from datetime import datetime
from uuid import UUID

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Authenticator, StaffSession
from undersigned.accounts.rules import LONGEST_NAME, MOST_FACTORS, FactorRefused, actor


def add_factor(*, row: Authenticator, session_id: UUID | None, name: str, last_used: int, now: datetime) -> None:
    """The new row is kept and recorded, and this session has just shown it.

    In the caller's transaction, which holds the account's lock. FactorRefused where the account has ten of them.
    """
    if Authenticator.objects.filter(account_id=row.account_id).count() >= MOST_FACTORS:
        raise FactorRefused
    row.name = name.replace("\x00", "").strip()[:LONGEST_NAME]
    row.last_used, row.used_at = last_used, now
    row.save()
    if session_id is not None:
        StaffSession.objects.filter(pk=session_id, account_id=row.account_id).update(proven_at=now)
    by = actor(row.account_id)
    record_audit(actor=by, verb="factor.add", object=by, reason=row.kind, now=now)
