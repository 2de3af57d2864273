"""A browser in which a person of the staff is signed in gets its row."""

from datetime import datetime
from uuid import UUID

from undersigned.accounts.models import StaffSession


def begin_staff_session(*, account_id: int, browser: str, now: datetime) -> UUID:
    """The id that the browser's session keeps; the second factor is still to be shown."""
    row = StaffSession.objects.create(account_id=account_id, browser=browser[:60], begun_at=now, seen_at=now)
    return row.pk
