"""Which decisions there are and what each asks for. Pure."""

from enum import StrEnum

WORDS_AT_MOST = 4000


class Kind(StrEnum):
    """What was decided about a petition."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    TAKE_DOWN = "take_down"


NEED_WORDS = frozenset({Kind.REFUSE, Kind.TAKE_DOWN})


class WordsMissing(Exception):
    """A refusal or a taking down without words: the starter would not know why."""


class WordsTooLong(Exception):
    """More words than fit: at most WORDS_AT_MOST characters."""


class AlreadyDecided(Exception):
    """Somebody else decided meanwhile, or the petition is in no state for this decision."""


def checked_words(kind: Kind, words: str) -> str:
    """The words without blanks around them; raises WordsMissing or WordsTooLong."""
    words = words.replace("\r\n", "\n").strip()
    if kind in NEED_WORDS and not any(letter.isalnum() for letter in words):
        raise WordsMissing
    if len(words) > WORDS_AT_MOST:
        raise WordsTooLong
    return words
