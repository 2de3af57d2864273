"""For which reasons the staff may take signatures out, and who is told."""

from enum import StrEnum
from typing import Final

WORDS_AT_MOST: Final = 2000


class Reason(StrEnum):
    """As the log says it in public (docs/ledger.md, section 2); `lost` is the recovery's alone."""

    DUPLICATE = "duplicate"
    BOUNCED = "bounced"
    BOT = "bot"
    RULES = "rules"
    LEGAL = "legal"
    AUDIT = "audit"


UNTOLD: Final = frozenset({Reason.BOUNCED})
"""A letter would go where letters do not arrive; everybody else is told."""


class RemovalRefused(Exception):
    """No such reason, or a reason in too many words."""


def checked_reason(reason: str, words: str) -> tuple[Reason, str]:
    """The reason for the log and the words for the audit trail; raises RemovalRefused."""
    words = words.replace("\x00", "").strip()
    if reason not in tuple(Reason):
        raise RemovalRefused(f"{reason!r} is no reason: {', '.join(Reason)}")
    if len(words) > WORDS_AT_MOST:
        raise RemovalRefused(f"at most {WORDS_AT_MOST} characters")
    return Reason(reason), words
