"""What a letter is, and when a failed one is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
# An attempt whose end nobody saw may have arrived: it is made a second time, and never a third by itself.
MOST_UNSETTLED = 2


class End(StrEnum):
    """How the last attempt of a letter ended."""

    SENT = "sent"
    REFUSED = "refused"  # the receiving side said no for good (5xx)
    LATER = "later"  # a passing refusal (4xx) or a fault before DATA: tried again
    UNSURE = "unsure"  # broken off after DATA began: it may have arrived


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address, ready to leave; `text` always says all that `html` says."""

    to: str
    subject: str
    text: str
    html: str
    language: str = "en"
    headers: Mapping[str, str] = field(default_factory=dict)


def retry_after(tries: int) -> timedelta:
    """Time until the next attempt after `tries` failures in a row (1 or more)."""
    return RETRY_AFTER[min(max(tries, 1), len(RETRY_AFTER)) - 1]
