"""What comes of signing and confirming, as values that the shells show."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Signed:
    """The answer to a signing that was taken: alike for new, repeated, confirmed and refused."""

    handle: str
    """Sealed, fresh each time, always of one length: for the code's form and for "nothing came?"."""
    suggestion: str | None = field(repr=False)
    """An address that was perhaps meant, where the domain looks mistyped; nothing was changed."""


class NotSigned(Exception):
    """The petition does not take this signature; `sign` gives it back as a value, so that others in the batch stand."""


class PetitionNotOpen(NotSigned):
    """No such petition, or one that is not before the public: the two look alike (404)."""


class PetitionClosed(NotSigned):
    """Signing has ended (409)."""


class VersionStale(NotSigned):
    """Another version of the text, or one without this language, was read: show it again with the change (422)."""

    def __init__(self, current: int) -> None:
        """Remember the version that stands now."""
        super().__init__(f"version {current} stands")
        self.current = current


class SupportClosed(NotSigned):
    """The petition does not look for supporters (any more) (409)."""


class SigningPaused(NotSigned):
    """The staff take no new signatures for the moment, anywhere on the site (503); `reason` is in their words."""

    def __init__(self, reason: str) -> None:
        """Remember the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Grounds:
    """Of what promise and ticket are made for somebody who has just confirmed."""

    pid: str
    commitment: bytes
    confirmed_at: datetime
    letter_number: int
    person_key: bytes = field(repr=False)
    patience: timedelta
    """How long it may wait for others before it is published."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody who has just confirmed takes along."""

    promise: str
    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A signature that stands."""

    petition_id: int
    name: str = field(repr=False)
    slot: int
    first_time: bool
    """False where it stood already: a second click, a second tab."""
    signature_id: UUID
    grounds: Grounds | None = field(default=None, repr=False)
    """Where it was the first time."""
    is_support: bool = False
    """The petition is not public yet: it counts from its publication on."""
    signed_at: datetime = field(kw_only=True)


class Standing(StrEnum):
    """Where the signature of an opened link stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    ENDED = "ended"
    """Signing and the grace after it have ended; it can't be confirmed any more."""
    SUPPORTING = "supporting"
    """Confirmed, and it counts when the petition is public."""
    LATER = "later"
    """The text is being corrected before it is public: whoever signed it is asked again."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What GET of a mailed link shows; looking changes nothing."""

    petition_id: int
    slug: str
    standing: Standing
    name: str = field(repr=False)
    place: str = field(repr=False)
    country: str
    shows_name: bool
    wants_updates: bool
    others: tuple[str, ...] = field(repr=False)
    """Names of others who signed with this address and stand or wait; for the second place of a household."""
    language: str
    version: int
    signed_at: datetime
    confirm_until: datetime
    is_ahead: bool = False
    """The petition is not public yet: it is read under its secret link."""
    is_changed: bool = False
    """The text was corrected after this person had signed."""


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature as its person's own data, for the console and for support; the caller records that it was read."""

    id: str
    petition: str
    state: str
    slot: int
    name: str = field(repr=False)
    email: str = field(repr=False)
    place: str = field(repr=False)
    country: str
    language: str
    version: int
    text_language: str
    show_name: bool
    updates: bool
    consent: str
    created_at: datetime
    confirmed_at: datetime | None
    kept_until: datetime | None
    """None as long as the petition is open: then it is kept until a term after its closing."""
    log_index: int | None
