"""How long signatures are kept."""

import calendar
from datetime import datetime


def kept_until(closed_at: datetime, months: int) -> datetime:
    """The same day and time `months` later; the month's last day where it has no such day."""
    year, month = divmod(closed_at.year * 12 + closed_at.month - 1 + months, 12)
    day = min(closed_at.day, calendar.monthrange(year, month + 1)[1])
    return closed_at.replace(year=year, month=month + 1, day=day)
