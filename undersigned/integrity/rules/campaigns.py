"""How a campaign goes on, from its dry run to its end or its undoing."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from undersigned.accounts.rules import GUARDING_ROLES

CAMPAIGN_ROLES: Final = GUARDING_ROLES
LOOKED_AT_ONCE: Final = 1000
"""Signatures that one step of a dry run reads."""
COUNTS_FOR: Final = timedelta(minutes=10)
"""A dry run that takes longer stops and says how far it came: what it found can be removed, or it is let go on."""
CHANGED_AT_ONCE: Final = 200
"""Signatures that one step takes out or puts back, in one transaction with their entries."""
SAMPLE_SIZE: Final = 20
PLANS_KEPT: Final = timedelta(days=30)
"""A dry run that nobody carries out is forgotten, with the list of what it found."""
WORDS_AT_MOST: Final = 2000
SEALED: Final = "sealed"
"""Where an objection stands that nobody can accept any more: its petition's signatures can't be read."""


class Stage(StrEnum):
    """Where a campaign stands; stored as its value."""

    COUNTING = "counting"
    COUNTED = "counted"
    REMOVING = "removing"
    REMOVED = "removed"
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK: Final = frozenset({Stage.REMOVING, Stage.UNDOING})


class Fate(StrEnum):
    """What became of one signature that a campaign found."""

    FOUND = "found"
    REMOVED = "removed"
    RESTORED = "restored"
    GONE = "gone"
    """It did not stand any more when its turn came: withdrawn, erased, or removed by somebody else."""


class Outcome(StrEnum):
    """What staff said to an objection."""

    WAITING = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"


def is_spent(outcome: str, decided_at: datetime | None, removed_at: datetime) -> bool:
    """True where an objection was decided about an earlier removal: against the one of `removed_at` one may object."""
    return decided_at is not None and (outcome == Outcome.ACCEPTED or decided_at < removed_at)


class NotNow(Exception):
    """The campaign, or the objection, is in no state for this; `stage` is where it stands."""

    def __init__(self, stage: str) -> None:
        """Remember where it stands."""
        super().__init__(stage)
        self.stage = stage


class WordsRefused(Exception):
    """No words, or too many: nothing is done here without saying why."""


def checked_words(words: str) -> str:
    """The words without blanks around them; raises WordsRefused."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not any(letter.isalnum() for letter in words) or len(words) > WORDS_AT_MOST:
        raise WordsRefused
    return words


def masked_name(name: str) -> str:
    """The first letter of each word."""
    return " ".join(word[:1] + "…" for word in name.split())
