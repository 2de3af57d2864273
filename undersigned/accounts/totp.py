"""Codes that a phone shows: HOTP (RFC 4226) over time steps (RFC 6238), as every authenticator app makes them. Pure."""

import base64
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
DRIFT: Final = 1
"""Steps that a phone's clock may be early or late (RFC 6238, section 5.2)."""


def code_at(secret: bytes, step: int, *, digits: int = DIGITS, digest: str = "sha1") -> str:
    """The code of this step, `digits` characters."""
    seal = hmac.digest(secret, step.to_bytes(8, "big"), digest)
    offset = seal[-1] & 15
    number = int.from_bytes(seal[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(now: datetime) -> int:
    """Whole steps of 30 seconds since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, code: str, *, now: datetime, last: int | None) -> int | None:
    """The step that this code belongs to, now or one step off, and later than `last`; None for any other code.

    A step is used once: who looked over a shoulder can't send the same code again.
    """
    here, found = step_of(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        # Every step is compared, so that the time tells nothing.
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and (last is None or step > last):
            found = step
    return found


def typed_code(typed: str) -> str:
    """What was typed without the blanks and hyphens that apps show between digits."""
    return "".join(letter for letter in typed if not letter.isspace() and letter != "-")


def written(secret: bytes) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def provisioning_uri(secret: bytes, *, issuer: str, account: str) -> str:
    """The address inside the picture that an app scans (Key Uri Format of the Google Authenticator)."""
    key = base64.b32encode(secret).decode().rstrip("=")
    query = urlencode({"secret": key, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='')}?{query}"
