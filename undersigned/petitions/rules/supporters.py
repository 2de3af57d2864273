"""Supporters before publication: how many, for how long, and what their secret link shows in each state."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from undersigned.petitions.rules.states import State

USUAL_SUPPORTERS: Final = 5
MOST_SUPPORTERS: Final = 20
"""More than a site may ask for."""
GATHERS_FOR: Final = timedelta(days=90)
"""From the confirmation of its starter; what has not found its supporters by then lapses."""
REMINDS_AHEAD: Final = timedelta(days=7)
"""So long before it lapses its starter is reminded, once."""
ASKING: Final = frozenset({"supported", "supported_moderated"})
"""Values of the setting with which supporters come first."""
READ_FIRST: Final = frozenset({"moderated", "supported_moderated"})
"""Values of the setting with which a moderator reads before the public does."""
AHEAD: Final = (State.GATHERING, State.HELD, State.CORRECTING)
"""Not public yet, and perhaps supported."""
SUPPORTABLE: Final = (State.GATHERING, State.HELD)
"""A letter that is on its way to a supporter can be confirmed: while the very text that was read stands."""


LINK_BYTES: Final = 32
"""Of a secret link: sixteen of the petition's, and a hash of them."""


class LinkPage(StrEnum):
    """What the secret link shows; one short page each, but for the first and for what is public."""

    GATHERING = "gathering"
    """The text and the form."""
    UNCONFIRMED = "unconfirmed"
    FULL = "full"
    MODERATION = "moderation"
    REFUSED = "refused"
    LAPSED = "lapsed"
    PUBLISHED = "published"
    CLOSED = "closed"
    STOPPED = "stopped"
    TAKEN_DOWN = "taken_down"


PLAIN: Final = {
    State.DRAFT: LinkPage.UNCONFIRMED,
    State.UNCONFIRMED: LinkPage.UNCONFIRMED,
    State.HELD: LinkPage.MODERATION,
    State.CORRECTING: LinkPage.MODERATION,
    State.REFUSED: LinkPage.REFUSED,
    State.LAPSED: LinkPage.LAPSED,
    State.PUBLISHED: LinkPage.PUBLISHED,
    State.TAKEN_DOWN: LinkPage.TAKEN_DOWN,
}


@dataclass(frozen=True, slots=True)
class Supporters:
    """How far a petition is; the starter's own signature is counted apart."""

    needed: int
    confirmed: int
    has_starter: bool
    """Whether the starter's address has signed as well."""
    ends_at: datetime
    """When it lapses."""

    @property
    def is_enough(self) -> bool:
        """Whether it goes on."""
        return self.confirmed >= self.needed

    @property
    def missing(self) -> int:
        """How many it still lacks."""
        return max(0, self.needed - self.confirmed)


def link_page(state: str, *, is_stopped: bool, is_enough: bool) -> LinkPage:
    """The page for a petition in this state."""
    if state == State.GATHERING:
        return LinkPage.FULL if is_enough else LinkPage.GATHERING
    if state == State.CLOSED:
        return LinkPage.STOPPED if is_stopped else LinkPage.CLOSED
    return PLAIN[State(state)]


def id_of(pid: str) -> UUID:
    """The 16 random bytes of a pid, of which its secret link is made."""
    return UUID(bytes=base64.urlsafe_b64decode(pid + "=="))


def pid_of(number: UUID) -> str:
    """The pid of these bytes."""
    return base64.urlsafe_b64encode(number.bytes).decode("ascii").rstrip("=")


def named_in(token: str) -> UUID | None:
    """The bytes in front of a secret link; whether this site made it is another question. None for anything else."""
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (ValueError, binascii.Error):
        return None
    return UUID(bytes=raw[:16]) if len(raw) == LINK_BYTES else None


def has_link(pid: str) -> bool:
    """Whether the pid is one of which a link can be made; pids of old imports may be any text."""
    try:
        return pid_of(id_of(pid)) == pid
    except (ValueError, binascii.Error):
        return False
