"""A browser of the staff comes by."""

from datetime import datetime
from uuid import UUID

from undersigned.accounts.models import StaffSession
from undersigned.accounts.rules import TOUCHED_EVERY, session_ends


def visit_staff_session(
    *, account_id: int, session_id: UUID, is_visit: bool = True, now: datetime
) -> StaffSession | None:
    """The session, seen now (written once a minute at most) unless nobody need be there; None where it is over, and
    then gone.
    """
    row = StaffSession.objects.filter(pk=session_id, account_id=account_id).first()
    if row is None:
        return None
    if now >= session_ends(begun_at=row.begun_at, seen_at=row.seen_at):
        row.delete()
        return None
    if is_visit and now - row.seen_at >= TOUCHED_EVERY:
        StaffSession.objects.filter(pk=row.pk).update(seen_at=now)
    return row
