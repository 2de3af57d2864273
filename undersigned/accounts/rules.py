"""What an account may do, how long a link lives, when a letter may go, how slow guessing is. Pure."""

import base64
import binascii
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from undersigned.keys.rules import derive

LINK_LIVES: timedelta = timedelta(hours=1)
LETTER_KEPT: timedelta = timedelta(days=1)
SESSION_LIVES: timedelta = timedelta(hours=12)

LETTERS_AT_ONCE = 3
LETTERS_BEFORE_HOURLY = 10
LETTERS_TO_STRANGERS = 2
TOKEN_BYTES = 32
LONGEST_PASSWORD = 1000

TRIES_AT_FULL_SPEED = 5
FIRST_WAIT: timedelta = timedelta(seconds=30)
LONGEST_WAIT: timedelta = timedelta(hours=1)


class Role(StrEnum):
    """What a person of the staff is there for; a starter has NONE."""

    NONE = ""
    MODERATOR = "moderator"
    INTEGRITY = "integrity"
    ADMINISTRATOR = "administrator"
    READER = "reader"


class Purpose(StrEnum):
    """Why a link was asked for: to get in, or to confirm the address of a petition's starter and hand it in."""

    SIGN_IN = "sign_in"
    SUBMIT = "submit"


STAFF_ROLES = frozenset(role for role in Role if role)
DECIDING_ROLES = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
# Who takes signatures out and puts them back, and publishes aggregates.
REMOVING_ROLES = frozenset({Role.MODERATOR, Role.INTEGRITY, Role.ADMINISTRATOR})
# Who guards the numbers: screening, clusters, removal campaigns.
GUARDING_ROLES = frozenset({Role.INTEGRITY, Role.ADMINISTRATOR})
# Who turns parts of the site off and on: everybody who may change anything.
TURNING_ROLES = STAFF_ROLES - {Role.READER}
# Who asks for a file of what signers agreed to be handed on.
EXPORTING_ROLES = frozenset({Role.ADMINISTRATOR})
# Who reads the audit trail: who gives roles, and who is there to look and changes nothing.
AUDITING_ROLES = frozenset({Role.ADMINISTRATOR, Role.READER})


ROLES_OF_VERB: dict[str, frozenset[Role]] = {
    "signature.look_up": REMOVING_ROLES,
    "signature.remove": REMOVING_ROLES,
    "signature.restore": REMOVING_ROLES,
    "petition.tally": REMOVING_ROLES,
    "petition.sensitive": REMOVING_ROLES,
    "export.destroy": EXPORTING_ROLES,
    "held.look": GUARDING_ROLES,
    "held.refuse": GUARDING_ROLES,
    "release": GUARDING_ROLES,
    "alarm.on": GUARDING_ROLES,
    "alarm.off": GUARDING_ROLES,
    "list.try": GUARDING_ROLES,
    "list allow": GUARDING_ROLES,
    "list hold": GUARDING_ROLES,
    "list refuse": GUARDING_ROLES,
    "unlist": GUARDING_ROLES,
    "turn_off": TURNING_ROLES,
    "turn_on": TURNING_ROLES,
    "create_staff": frozenset({Role.ADMINISTRATOR}),
    "factor.reset": frozenset({Role.ADMINISTRATOR}),
    "sessions.end": STAFF_ROLES,
}
"""Whose hand each verb takes that knows its person by the audit trail's name alone; asked as its entry is written."""


class Factor(StrEnum):
    """What a person of the staff shows besides password or mailbox."""

    TOTP = "totp"
    PASSKEY = "passkey"


IDLE_ENDS: timedelta = timedelta(minutes=30)
TOUCHED_EVERY: timedelta = timedelta(minutes=1)
MOST_FACTORS = 10
RECOVERY_CODES = 10
RECOVERY_LETTERS = 16
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is mistaken for another: 16 of these are 79 bits."""
LONGEST_CODE = 64
LONGEST_NAME = 60


class TwoPersonAct(StrEnum):
    """What one person of the staff asks for and another one approves."""

    GRANT_ROLE = "grant_role"
    PUT_BACK = "put_back"
    DELETE_PETITION = "delete_petition"
    EXPORT = "export"


class Standing(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"


ROLES_OF: dict[TwoPersonAct, frozenset[Role]] = {
    TwoPersonAct.GRANT_ROLE: frozenset({Role.ADMINISTRATOR}),
    TwoPersonAct.PUT_BACK: DECIDING_ROLES,
    TwoPersonAct.DELETE_PETITION: DECIDING_ROLES,
    TwoPersonAct.EXPORT: EXPORTING_ROLES,
}
"""Who may propose and who may approve each of them."""
PROPOSAL_LIVES: timedelta = timedelta(days=7)
ALONE_WAITS: timedelta = timedelta(hours=24)
"""Where nobody else holds the role, the act is done by itself after so long, and all staff get a letter before."""
REASON_AT_MOST = 1000


class SamePerson(Exception):
    """Who proposed it can't approve it."""


class ProposalOver(Exception):
    """It was approved, cancelled or expired meanwhile."""


class ActImpossible(Exception):
    """What was proposed can't be done as things stand now."""


class ReasonMissing(Exception):
    """No words that say why, or too many of them."""


class LastAdministrator(Exception):
    """Without this person nobody could give anybody a role."""


class NotAllowed(Exception):
    """The person's role doesn't reach this act."""


class FactorRefused(Exception):
    """The code or passkey does not prove anything, or there were too many tries."""


class PasswordRefused(Exception):
    """The new password is too weak; `faults` are sentences for the person."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(*faults)
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the page of a mailed link shows before its button is pressed."""

    email: str
    purpose: Purpose
    petition_id: int | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whom a link signed in, and what the shell has to do with it next."""

    account_id: int
    purpose: Purpose
    next_path: str
    petition_id: int | None


def link_ends(*, sent_at: datetime | None, created_at: datetime) -> datetime:
    """When a link dies: an hour after its letter left.

    A letter whose sending was cut off in the middle (`sent_at` unknown) may be in the mailbox all the same; its link
    lives as long as the row is kept, since the worker may send it any time until then.
    """
    return sent_at + LINK_LIVES if sent_at is not None else created_at + LETTER_KEPT


def next_letter_at(sent: Sequence[datetime], now: datetime) -> datetime | None:
    """When the next sign-in letter of one kind to one address may go; None is now.

    `sent` are the moments at which earlier ones went, of the last day. Three in an hour; after ten in a day only one
    an hour. Whoever floods somebody's address locks nobody out: a link lives an hour and so at every moment either a
    letter may go or one whose link works is in the mailbox.
    """
    recent = sorted((at for at in sent if at > now - LETTER_KEPT), reverse=True)
    allowed = LETTERS_AT_ONCE if len(recent) < LETTERS_BEFORE_HOURLY else 1
    if len(recent) < allowed:
        return None
    opens = recent[allowed - 1] + LINK_LIVES
    return opens if opens > now else None


def next_stranger_letter_at(sent: Sequence[datetime], now: datetime) -> datetime | None:
    """The same for an address without an account, which has nothing to be locked out of: two letters a day."""
    recent = sorted((at for at in sent if at > now - LETTER_KEPT), reverse=True)
    if len(recent) < LETTERS_TO_STRANGERS:
        return None
    return recent[LETTERS_TO_STRANGERS - 1] + LETTER_KEPT


def token_of(letter_id: uuid.UUID, *, key: bytes) -> str:
    """The 43 characters of the link: the letter's id and half a keyed hash of it; derived, so stored nowhere."""
    seal = derive(key, "sign-in letter", letter_id.bytes)[: TOKEN_BYTES - 16]
    return base64.urlsafe_b64encode(letter_id.bytes + seal).decode().rstrip("=")


def letter_of(token: str, *, key: bytes) -> uuid.UUID | None:
    """The letter that this token was derived from, None for anything else."""
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (ValueError, binascii.Error):
        return None
    if len(raw) != TOKEN_BYTES:
        return None
    letter_id = uuid.UUID(bytes=raw[:16])
    return letter_id if hmac.compare_digest(token_of(letter_id, key=key).encode(), token.encode()) else None


def wait_after(wrong: int) -> timedelta:
    """How long no password of an address is looked at after so many wrong ones in a row; mailed links still work."""
    if wrong < TRIES_AT_FULL_SPEED:
        return timedelta()
    doublings = min(wrong - TRIES_AT_FULL_SPEED, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def checked_reason(words: str) -> str:
    """The reason without blanks around it; raises ReasonMissing."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not any(letter.isalnum() for letter in words) or len(words) > REASON_AT_MOST:
        raise ReasonMissing
    return words


def session_ends(*, begun_at: datetime, seen_at: datetime) -> datetime:
    """When a session of the staff is over: after half an hour without a visit, after twelve hours in any case."""
    return min(seen_at + IDLE_ENDS, begun_at + SESSION_LIVES)


def masked(email: str) -> str:
    """An address of which its owner's colleagues recognise enough: `n…@staff.example`."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def grouped(code: str) -> str:
    """A recovery code as it is shown: four groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def actor(account_id: int) -> str:
    """How the audit trail names a person: no address and no name, since it outlives them."""
    return f"account {account_id}"


def account_of(name: str) -> int | None:
    """The account that the audit trail's name means; None for the console and the site itself."""
    number = name.removeprefix("account ")
    return int(number) if number != name and number.isdecimal() else None


def may_decide(role: str) -> bool:
    """Whether this role publishes, refuses and takes down petitions."""
    return role in DECIDING_ROLES


def is_safe_path(path: str) -> bool:
    """Whether a `next` stays on this site: one leading slash, no other host, nothing a browser would fold into one."""
    if not path.startswith("/") or path.startswith("//") or len(path) > 200:
        return False
    return "\\" not in path and all(33 <= ord(letter) < 127 for letter in path)
