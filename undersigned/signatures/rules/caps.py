"""How many signing letters an address gets, and when the next one may leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

PER_PETITION: Final = 5
PETITION_WINDOW: Final = timedelta(days=7)
PER_DAY: Final = 10
DAY: Final = timedelta(days=1)
KEPT: Final = PETITION_WINDOW
"""A letter's place is deleted when it has left the longer window."""


def opens_at(of_petition: Sequence[datetime], of_address: Sequence[datetime], now: datetime) -> datetime | None:
    """When the next letter may leave, or None: now.

    `of_petition`: times of letters to this address about this petition, `of_address`: about any; both in any order.
    """
    times = [
        opens
        for sent, most, window in ((of_petition, PER_PETITION, PETITION_WINDOW), (of_address, PER_DAY, DAY))
        if (opens := _opens(sent, most, window, now)) is not None
    ]
    return max(times, default=None)


def _opens(sent: Sequence[datetime], most: int, window: timedelta, now: datetime) -> datetime | None:
    inside = sorted(time for time in sent if time > now - window)
    return inside[-most] + window if len(inside) >= most else None
