"""What a letter carries: a token that hides its row and a code of six digits. Both are derived; neither is stored."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from undersigned.keys.rules import derive
from undersigned.signatures.rules.persons import TAG_BYTES

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


def is_code(typed: str, right: str) -> bool:
    """True where the typed text is this code; space and hyphens that people put between do not matter."""
    digits = re.sub(r"[\s-]", "", typed, flags=re.ASCII)
    return bool(CODE.fullmatch(digits)) and hmac.compare_digest(digits, right)
