"""Troubles of the public log: what they are, and when one is over."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from undersigned.accounts.rules import Role

TROUBLE_ROLES: Final = frozenset({Role.ADMINISTRATOR})
CALM: Final = timedelta(minutes=5)
"""So long nothing was wrong before it is said that all is well: a publisher that refuses tries again and again."""


class Trouble(StrEnum):
    """Who found something wrong."""

    REFUSAL = "refusal"
    """The publisher refuses to go on."""
    RECOUNT = "recount"
    """The nightly recount found that files and database, or the entries themselves, contradict each other."""


def is_over(seen_at: datetime, now: datetime) -> bool:
    """Whether a trouble that is not there any more, and was last seen then, may be called over."""
    return now - seen_at >= CALM
