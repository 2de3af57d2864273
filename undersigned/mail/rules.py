"""What a letter is, and how an attempt to send it can end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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
