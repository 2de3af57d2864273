"""How many forms of one kind are kept from one network and for one petition. Beyond that the answer is the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from undersigned.signatures.rules.windows import hour_of

DAY: Final = timedelta(days=1)
COUNTED_FOR: Final = timedelta(days=2)
"""Then the counts go."""


class Use(StrEnum):
    """A public form that is limited."""

    REPORT = "report"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a clock hour, and in the 24 hours that end with it."""

    an_hour: int
    a_day: int


OF_NETWORK: Final = {Use.REPORT: Limit(10, 30), Use.REPLY: Limit(5, 15)}
OF_PETITION: Final = {Use.REPORT: Limit(200, 1000), Use.REPLY: Limit(20, 60)}


def is_within(limit: Limit, counts: Iterable[tuple[datetime, int]], now: datetime) -> bool:
    """Whether these numbers by hour, this form among them, are within the limit."""
    this = hour_of(now)
    lately = [(hour, number) for hour, number in counts if hour > this - DAY]
    in_hour = sum(number for hour, number in lately if hour >= this)
    return in_hour <= limit.an_hour and sum(number for _hour, number in lately) <= limit.a_day
