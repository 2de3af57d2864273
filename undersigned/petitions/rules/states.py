"""States of a petition, which follow which, and what each allows."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

GRACE: Final = timedelta(hours=24)
"""After closing, a letter that was on its way may still be confirmed for this long."""
LOG_CLOSES_AFTER: Final = GRACE + timedelta(minutes=1)
"""The log closes a little later, so that a confirmation of the last second is never behind it."""
REOPENS_WITHIN: Final = timedelta(days=28)
"""After closing, a petition may be opened again for this long: less than the shortest time of keeping, so that it never
touches a petition whose signers were promised to be forgotten."""
DRAFT_KEPT: Final = timedelta(days=60)
"""A draft that nobody has touched for so long is forgotten."""


class State(StrEnum):
    """Where a petition stands; stored as its value."""

    DRAFT = "draft"
    UNCONFIRMED = "unconfirmed"
    GATHERING = "gathering"
    """Its starter has confirmed; who has the secret link may read and support it."""
    HELD = "held"
    CORRECTING = "correcting"
    PUBLISHED = "published"
    REFUSED = "refused"
    CLOSED = "closed"
    TAKEN_DOWN = "taken_down"
    LAPSED = "lapsed"
    """It did not find its supporters in time."""


class Handover(StrEnum):
    """What the addressee will receive; stored as its value and stated before signing."""

    NOTHING = "nothing"
    NUMBER = "number"
    NAMES = "names"


PUBLIC: Final = (State.PUBLISHED, State.CLOSED)
"""Petitions that count as published: they stand in lists and ranks."""

SHOWN: Final = (*PUBLIC, State.TAKEN_DOWN)
"""Petitions whose address answers everybody; a taken down one with a marker in place of its text."""

DELETABLE: Final = (*SHOWN, State.REFUSED, State.LAPSED)
"""What the staff can delete: nothing about it is left to decide. A draft goes by itself."""

EDITABLE: Final = (State.DRAFT, State.UNCONFIRMED, State.HELD, State.CORRECTING)
"""Texts that can be changed in place, since nobody outside has read them."""

FOLLOWING: Final[dict[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.UNCONFIRMED, State.GATHERING, State.HELD, State.PUBLISHED}),
    State.UNCONFIRMED: frozenset({State.DRAFT, State.GATHERING, State.HELD, State.PUBLISHED}),
    State.GATHERING: frozenset({State.HELD, State.PUBLISHED, State.LAPSED}),
    State.HELD: frozenset({State.PUBLISHED, State.REFUSED, State.CORRECTING}),
    State.CORRECTING: frozenset({State.HELD, State.GATHERING}),
    State.REFUSED: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.CLOSED, State.TAKEN_DOWN}),
    State.CLOSED: frozenset({State.PUBLISHED, State.TAKEN_DOWN}),
    State.TAKEN_DOWN: frozenset({State.CLOSED}),
    State.LAPSED: frozenset(),
}


class PetitionNotFound(Exception):
    """No petition under this address that the asking person may see; the two cases look alike."""


class PetitionMoved(PetitionNotFound):
    """It stands at another address now: `.slug`."""

    def __init__(self, slug: str) -> None:
        """Remember where."""
        super().__init__(slug)
        self.slug = slug


class StepRefused(Exception):
    """The petition's state does not allow this act; `.state` says where it stands."""

    def __init__(self, state: str, wanted: str) -> None:
        """Remember both."""
        super().__init__(f"a petition that is {state} can't become {wanted}")
        self.state = state
        self.wanted = wanted


class AlreadySigned(Exception):
    """The text can't be changed any more: somebody has signed it."""


class PartsHidden(Exception):
    """The text can't be changed while the staff hide a part of it."""


class TextIncomplete(Exception):
    """The petition lacks what it needs to stand; `.missing` names the fields."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        """Remember the fields."""
        super().__init__(", ".join(missing))
        self.missing = missing


class PetitionChanged(Exception):
    """The petition is not the one that was read: it changed in between."""


class RulesFixed(Exception):
    """What all who sign are promised was fixed when the petition opened."""


def check_editable(present: str) -> None:
    """Nothing, or StepRefused where the text can't be changed in place."""
    if present not in EDITABLE:
        raise StepRefused(present, State.DRAFT)


def check_step(present: str, wanted: State) -> None:
    """Nothing, or StepRefused where `wanted` may not follow."""
    if wanted not in FOLLOWING[State(present)]:
        raise StepRefused(present, wanted)
