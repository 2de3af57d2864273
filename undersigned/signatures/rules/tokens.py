"""What a letter carries: a token that hides its row and a code of six digits. Both are derived; neither is stored."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from undersigned.keys.rules import derive
from undersigned.signatures.rules.persons import TAG_BYTES
from undersigned.signatures.rules.states import CODE_LIVES

LABEL: Final = [b"undersigned/1 letter"]
NUMBER_BYTES: Final = 4
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{56}", re.ASCII)
CODE: Final = re.compile(r"[0-9]{6}", re.ASCII)
CODES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TokenParts:
    """What a token says to the key's holder."""

    row: UUID
    number: int
    tag: bytes = field(repr=False)


def make_token(key: bytes, parts: TokenParts) -> str:
    """56 characters of base64url; AES-SIV (RFC 5297) under 32 bytes of key, so equal parts give equal tokens."""
    plain = parts.row.bytes + parts.number.to_bytes(NUMBER_BYTES, "big") + parts.tag
    return base64.urlsafe_b64encode(AESSIV(key).encrypt(plain, LABEL)).decode("ascii")


def read_token(key: bytes, token: str) -> TokenParts | None:
    """What the token says, or None where it was not made with this key."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        plain = AESSIV(key).decrypt(base64.urlsafe_b64decode(token), LABEL)
    except (InvalidTag, binascii.Error):
        return None
    number = plain[16:-TAG_BYTES]
    return TokenParts(row=UUID(bytes=plain[:16]), number=int.from_bytes(number, "big"), tag=plain[-TAG_BYTES:])


def make_code(key: bytes, row: UUID, number: int) -> str:
    """Six digits for the letter with this number."""
    drawn = derive(key, "code", row.bytes, number.to_bytes(NUMBER_BYTES, "big"))
    # 2^64 modulo a million favours no code by more than 10^-13.
    return f"{int.from_bytes(drawn[:8], 'big') % CODES:06d}"


class Posted(Protocol):
    """The columns of a row that say which letters left."""

    code_number: int
    letter_number: int
    letter_unsettled: int
    letter_sent_at: datetime | None
    letter_due: datetime | None


def live_numbers(row: Posted, now: datetime) -> tuple[int, ...]:
    """Numbers of the letters whose code works at `now`: the last that left, for 30 minutes.

    And one that is being handed over: its reader may be quicker than our note that it left. Its `letter_due` is then
    the time of the next attempt, minutes after the one under way.
    """
    live = []
    if row.code_number and row.letter_sent_at is not None and now < row.letter_sent_at + CODE_LIVES:
        live.append(row.code_number)
    if row.letter_unsettled and row.letter_due is not None and now < row.letter_due + CODE_LIVES:
        live.append(row.letter_number)
    return tuple(live)


def is_code(typed: str, right: str) -> bool:
    """True where the typed text is this code; space and hyphens that people put between do not matter."""
    digits = re.sub(r"[\s-]", "", typed, flags=re.ASCII)
    return bool(CODE.fullmatch(digits)) and hmac.compare_digest(digits, right)
