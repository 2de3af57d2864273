"""What somebody sees of their own signatures, and how long the page that shows them stays open."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from undersigned.signatures.rules.states import STANDING, WAITING, State

OPEN_FOR: Final = timedelta(minutes=15)
"""After the button of a link was pressed."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What a signer holds in hand: a signed promise, and the receipt once the published log holds the entry."""

    promise: str
    """The note; "" where nothing stands."""
    receipt: str
    """The file; "" until it is published."""
    name: str
    """What the files are called: words of the petition's address."""
    published_within: timedelta = timedelta()
    """How long it waits for others before it is published; zero where it does not."""


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """What the log says of a signature last."""

    index: int | None
    """Its place in the log; None while it waits for its round, and before confirming."""
    removed_for: str
    """Of a removed signature: why, as the log says it."""
    removed_text: str
    """The same in words."""
    was_restored: bool
    """True where it was taken out and put back."""


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """One signature as its own signer sees it."""

    id: UUID
    slug: str
    is_public: bool
    """Whether the petition's page can still be opened."""
    title: str
    language: str
    """Of the title."""
    state: str
    name: str = field(repr=False)
    """ "" where nothing of the person is left in the row."""
    place: str = field(repr=False)
    country: str
    day: date
    show_name: bool
    updates: bool
    created_at: datetime
    confirmed_at: datetime | None
    kept_until: datetime | None
    """When all of it is made unreadable; None while the petition has not closed."""
    retention_months: int
    """After closing."""
    event: OwnEvent
    published_within: timedelta
    """How long it may wait for others before the log takes it; zero where its petition is not sensitive."""

    @property
    def is_standing(self) -> bool:
        """True where it counts, or will with the next round."""
        return self.state in STANDING

    @property
    def is_supporting(self) -> bool:
        """True where it counts as soon as its petition is public."""
        return self.state == State.SUPPORTING

    @property
    def is_waiting(self) -> bool:
        """True where it can still be confirmed."""
        return self.state in WAITING

    @property
    def holds_person(self) -> bool:
        """True where somebody can still be read in it."""
        return self.name != ""


@dataclass(frozen=True, slots=True)
class Mine:
    """My signatures, opened: whose, until when, and all of them, the newest first."""

    email: str = field(repr=False)
    until: datetime
    signatures: tuple[OwnSignature, ...] = field(repr=False)

    def one(self, signature_id: str) -> OwnSignature | None:
        """The signature with this id, if it is among them."""
        return next((one for one in self.signatures if str(one.id) == signature_id), None)
