"""Which reasons there are to report something, what can be decided, and what each asks for."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

WORDS_AT_MOST: Final = 1000
"""Characters of a reporter."""
STATEMENT_AT_MOST: Final = 4000
"""Characters of a statement of reasons."""
KEPT_AFTER: Final = timedelta(days=30)
"""After the decision: then the report goes, with its words and its address. The numbers stay with the decision."""
RECEIPTS_A_DAY: Final = 3
"""Letters to one address that anybody may have typed."""
URGENT_FROM: Final = 5
"""Networks that report a petition until it stands first in the queue, unless staff have set another number."""
URGENT_AT_MOST: Final = 1000


RESTRICTING: Final = frozenset({"take_down", "stop", "hide"})
"""Decisions of moderation that take something away from a petition."""


class About(StrEnum):
    """What is reported. Each has a page of a petition under which it stands."""

    PETITION = "petition"


class Reason(StrEnum):
    """Why it is reported."""

    LIBEL = "libel"
    HATE = "hate"
    PRIVACY = "privacy"
    DECEPTION = "deception"
    ADVERTISING = "advertising"
    COPYRIGHT = "copyright"
    OTHER = "other"


class Outcome(StrEnum):
    """What staff decided about all open reports of one petition."""

    LEFT = "left"
    """It stays as it is."""
    ACTED = "acted"
    """Something was decided about the petition, by a decision of its own."""


class StatementMissing(Exception):
    """Nothing is decided without words: nobody would know why."""


class StatementTooLong(Exception):
    """At most STATEMENT_AT_MOST characters."""


class AlreadySettled(Exception):
    """No report is open that was there when the page was read."""


class NothingDecided(Exception):
    """Nothing was decided about the petition since it was reported, so there is nothing to tell."""


class ThresholdRefused(Exception):
    """The number from which on reports are urgent is 1 to URGENT_AT_MOST."""


def checked_statement(words: str) -> str:
    """The words without blanks around them; raises StatementMissing or StatementTooLong."""
    # NUL says nothing, and PostgreSQL can't keep it.
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not any(letter.isalnum() for letter in words):
        raise StatementMissing
    if len(words) > STATEMENT_AT_MOST:
        raise StatementTooLong
    return words
