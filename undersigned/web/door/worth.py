"""What a mould that shows a petition's number is still worth: never given out beside a page that shows a newer one."""

import math
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from undersigned.petitions.rules.marks import Stamp
from undersigned.web.door.kept import NEVER, Entry

RIGHT_SECONDS: Final = 1.0
SURE_SECONDS: Final = 1.5
"""A number is published two seconds before it is shown. What was cast a shorter while ago holds it, or knows when it
comes."""
DATED_SECONDS: Final = 60.0
"""A mould speaks of other petitions as well, as a kept page does."""


class Worth(IntEnum):
    """What becomes of a mould that is kept."""

    RIGHT = 0
    AGING = 1
    """It serves while a new one is cast."""
    DOUBTED = 2
    """The new one is waited for; it serves where none can be cast."""
    WRONG = 3
    """It never serves again."""


@dataclass(frozen=True, slots=True)
class Number:
    """Which number a mould shows, and where the same is read."""

    path: bytes
    """Of the petition's page in the mould's language."""
    stamp: Stamp
    turns_at: float = NEVER
    """From then on (seconds since the epoch) there is a newer one, as far as was known when the mould was cast."""


def worth_by_age(age: float, fresh_seconds: float, most_seconds: float) -> Worth:
    """What it is worth to know nothing but the seconds since it was cast."""
    return Worth.RIGHT if age < fresh_seconds else Worth.AGING if age < most_seconds else Worth.DOUBTED


def worth_of(number: Number, age: float, entry: Entry | None, now: float | None = None) -> Worth:
    """What a mould with this number is worth; `entry` is what this process keeps of the petition's page."""
    now = time.time() if now is None else now
    if now >= number.turns_at:
        return Worth.WRONG
    by_age = worth_by_age(age, RIGHT_SECONDS, SURE_SECONDS)
    page = None if entry is None else entry.shown(now, is_troubled=True)
    if entry is None or page is None:
        return by_age
    if _is_newer(page.stamp, number.stamp):
        return Worth.WRONG
    if page.stamp == number.stamp and now < entry.until:
        # Looked at a moment ago, and still the same.
        return worth_by_age(age, DATED_SECONDS, math.inf)
    return by_age


def _is_newer(page: Stamp, mould: Stamp) -> bool:
    if page.revision != mould.revision:
        return page.revision > mould.revision
    if page.counted_at is None or mould.counted_at is None:
        return mould.counted_at is None and page.counted_at is not None
    return page.counted_at > mould.counted_at
