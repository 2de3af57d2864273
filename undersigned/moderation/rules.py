"""Which decisions there are, from where they can be taken, what each asks for, and who may take it. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WORDS_AT_MOST: Final = 4000
SMALL: Final = 5
"""Cells of public figures about secret reasons below this are put together."""
DUE_AFTER: Final = timedelta(days=7)
"""What was handed in, and an appeal, is answered within this time."""
LOCK_LASTS: Final = timedelta(minutes=15)
"""Somebody who reads a petition has it to themselves for so long."""
APPEAL_WITHIN: Final = timedelta(days=183)
"""The six months of the Digital Services Act, article 20."""
STOP_APPEAL_WITHIN: Final = timedelta(days=14)
"""After a stop signing can be opened again for 28 days alone, and an appeal takes time to answer."""


class Kind(StrEnum):
    """What was decided about a petition."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    CORRECT = "correct"
    """The starter was asked for a correction."""
    EDIT = "edit"
    """The staff changed the text before publication."""
    STOP = "stop"
    """Signing was ended; the text stays."""
    HIDE = "hide"
    """One part of a public petition is not shown any more."""
    SHOW = "show"
    TAKE_DOWN = "take_down"
    REOPEN = "reopen"
    UPHOLD = "uphold"
    """An appeal was turned down."""
    PUT_BACK = "put_back"
    """An appeal against a taking down was granted."""
    DELETE = "delete"
    """Everything that was written, and everything about those who signed, is gone; two people decided it."""


class Code(StrEnum):
    """Why; what each says to people stands in words.py."""

    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    NO_REQUEST = "no_request"
    ADDRESSEE = "addressee"
    DECIDED = "decided"
    PERSON = "person"
    UNSOURCED = "unsourced"
    LIBEL = "libel"
    HATE = "hate"
    PRIVACY = "privacy"
    ADVERTISING = "advertising"
    COURT = "court"


SECRET: Final = frozenset({Code.LIBEL, Code.HATE, Code.PRIVACY, Code.ADVERTISING, Code.COURT})
"""Of these the public learns nothing but that there is a reason: saying more would repeat the harm."""

NEED_WORDS: Final = frozenset(set(Kind) - {Kind.PUBLISH, Kind.SHOW})
NEED_CODE: Final = frozenset({Kind.REFUSE, Kind.CORRECT, Kind.STOP, Kind.HIDE, Kind.TAKE_DOWN, Kind.DELETE})
BY_APPEAL_ALONE: Final = frozenset({Kind.UPHOLD, Kind.PUT_BACK})
BY_TWO: Final = frozenset({Kind.DELETE})
"""Proposed by one person and approved by another."""
DELETED_FOR: Final = frozenset(set(Code) - {Code.DUPLICATE})
"""What is asked twice is no reason to delete it."""

DECIDED_FROM: Final = {
    Kind.PUBLISH: frozenset({"held", "refused"}),
    Kind.REFUSE: frozenset({"held"}),
    Kind.CORRECT: frozenset({"held"}),
    Kind.EDIT: frozenset({"held"}),
    Kind.STOP: frozenset({"published"}),
    Kind.HIDE: frozenset({"published", "closed"}),
    Kind.SHOW: frozenset({"published", "closed"}),
    Kind.TAKE_DOWN: frozenset({"published", "closed"}),
    Kind.REOPEN: frozenset({"closed"}),
    Kind.UPHOLD: frozenset({"refused", "published", "closed", "taken_down"}),
    Kind.PUT_BACK: frozenset({"taken_down"}),
    Kind.DELETE: frozenset({"refused", "lapsed", "published", "closed", "taken_down"}),
}

ALSO_BY_APPEAL: Final = {Kind.SHOW: frozenset({"taken_down"})}
"""A part of what was taken down meanwhile is seen once it stands again."""

GRANTED_BY: Final = {
    Kind.REFUSE: Kind.PUBLISH,
    Kind.STOP: Kind.REOPEN,
    Kind.HIDE: Kind.SHOW,
    Kind.TAKE_DOWN: Kind.PUT_BACK,
}
"""What can be appealed against, and the decision that grants the appeal."""
STANDS_WHILE: Final = {
    Kind.REFUSE: frozenset({"refused"}),
    Kind.STOP: frozenset({"closed"}),
    Kind.HIDE: frozenset({"published", "closed"}),
    Kind.TAKE_DOWN: frozenset({"taken_down"}),
}
"""In which states a decision can be appealed against; a hidden part also has to be hidden still."""


class WordsMissing(Exception):
    """A decision without words: the starter would not know why."""


class WordsTooLong(Exception):
    """More words than fit: at most WORDS_AT_MOST characters."""


class CodeMissing(Exception):
    """No reason of the list was chosen."""


class OriginalMissing(Exception):
    """A duplicate of which petition? No public one stands at what was typed."""


class AlreadyDecided(Exception):
    """Somebody decided meanwhile, or the petition is in no state for this decision; `.state` is where it stands."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class AskedBefore(Exception):
    """A correction was asked for once; now it is yes or no."""


class SupportersSigned(Exception):
    """Supporters have signed this very text: the starter can be asked to correct it, and then asks them again."""


class HeldByAnother(Exception):
    """Another person reads this petition now; their hold has not run out."""


class AppealOpen(Exception):
    """An appeal waits: it is answered, and not passed by."""


class SamePerson(Exception):
    """Whoever took the first decision does not decide about the appeal against it."""


class OwnPetition(Exception):
    """Whoever started a petition does not decide about it as one of the staff, where another person could."""


class TakesADay(Exception):
    """Nobody else could answer: what was taken down is shown again by a proposal, which waits a day then."""


class AppealRefused(Exception):
    """There is nothing to appeal against, it was done before, or it is too late."""


class AppealAnswered(Exception):
    """Somebody answered this appeal meanwhile."""


class PartUnknown(Exception):
    """The petition has no such part to hide or to show."""


def checked_words(kind: Kind, words: str) -> str:
    """The words without blanks around them; raises WordsMissing or WordsTooLong."""
    # NUL says nothing, and PostgreSQL can't keep it.
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if kind in NEED_WORDS and not any(letter.isalnum() for letter in words):
        raise WordsMissing
    if len(words) > WORDS_AT_MOST:
        raise WordsTooLong
    return words


def checked_code(kind: Kind, code: str) -> str:
    """The code where the kind asks for one, "" where it does not; raises CodeMissing for what is on no list."""
    if kind not in NEED_CODE:
        return ""
    if code not in set(Code):
        raise CodeMissing
    return Code(code).value


def is_secret(code: str) -> bool:
    """Whether the public may learn nothing of this reason."""
    return code in SECRET


def possible(state: str) -> frozenset[Kind]:
    """The decisions that one person can take about a petition in this state without an appeal."""
    return frozenset(kind for kind, states in DECIDED_FROM.items() if state in states) - BY_APPEAL_ALONE - BY_TWO


def due_at(since: datetime) -> datetime:
    """Until when what waits since then is answered."""
    return since + DUE_AFTER


def appeal_ends(kind: str, at: datetime) -> datetime:
    """Until when a decision of this kind, taken then, can be appealed against."""
    return at + (STOP_APPEAL_WITHIN if kind == Kind.STOP else APPEAL_WITHIN)


def may_appeal(kind: str, at: datetime, state: str, now: datetime) -> bool:
    """Whether a decision of this kind still stands and is young enough."""
    return state in STANDS_WHILE.get(Kind(kind), frozenset()) and now < appeal_ends(kind, at)


def may_answer(*, first: int | None, starter: int | None, second: int, others: int) -> bool:
    """Whether `second` may answer an appeal of `starter` against what `first` decided.

    Neither of them does while there are `others` who could; where nobody else is, the same person.
    """
    return others == 0 or second not in {first, starter}


def told_cells(counts: dict[str, int]) -> tuple[dict[str, int], int]:
    """Of counts per reason those that may be told, and the sum of the others.

    A cell below SMALL would point at a petition, and so would a sum below SMALL, or a single cell that can be worked
    out from it: the smallest cells are put together until their sum is large enough. A total below SMALL tells no cell.
    """
    cells = sorted((number, name) for name, number in counts.items() if number > 0)
    merged = taken = 0
    for number, _name in cells:
        is_enough = taken == 0 or (taken > 1 and merged >= SMALL)
        if number >= SMALL and is_enough:
            break
        merged, taken = merged + number, taken + 1
    return {name: number for number, name in cells[taken:]}, merged
