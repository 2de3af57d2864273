"""Which decisions there are, from where they can be taken, and what each asks for. Pure."""

from enum import StrEnum
from typing import Final

WORDS_AT_MOST: Final = 4000


class Kind(StrEnum):
    """What was decided about a petition."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    TAKE_DOWN = "take_down"
    REOPEN = "reopen"


NEED_WORDS: Final = frozenset({Kind.REFUSE, Kind.TAKE_DOWN, Kind.REOPEN})

DECIDED_FROM: Final = {
    Kind.PUBLISH: frozenset({"held", "refused"}),
    Kind.REFUSE: frozenset({"held"}),
    Kind.TAKE_DOWN: frozenset({"published", "closed"}),
    Kind.REOPEN: frozenset({"closed"}),
}


class WordsMissing(Exception):
    """A refusal, a taking down or a reopening without words: the starter would not know why."""


class WordsTooLong(Exception):
    """More words than fit: at most WORDS_AT_MOST characters."""


class AlreadyDecided(Exception):
    """Somebody decided meanwhile, or the petition is in no state for this decision; `.state` is where it stands."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def checked_words(kind: Kind, words: str) -> str:
    """The words without blanks around them; raises WordsMissing or WordsTooLong."""
    # NUL says nothing, and PostgreSQL can't keep it.
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if kind in NEED_WORDS and not any(letter.isalnum() for letter in words):
        raise WordsMissing
    if len(words) > WORDS_AT_MOST:
        raise WordsTooLong
    return words


def possible(state: str) -> frozenset[Kind]:
    """The decisions that can be taken about a petition in this state."""
    return frozenset(kind for kind, states in DECIDED_FROM.items() if state in states)
