"""The page's script asks for a challenge: when that was, and what it may have to compute. Signed, stored nowhere.

The work is ALTCHA's proof of work in its first version: find the number whose SHA-256 together with the salt is the
challenge (altcha.org/docs, "proof of work v1").
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

NONCE_BYTES: Final = 12
MOST: Final = 100_000
"""The number sought lies between 0 and this: about a second on a telephone, half of it on average."""
LIVES: Final = timedelta(hours=2)
"""A challenge older than this proves nothing; the form was left open."""
SOONEST: Final = timedelta(seconds=2)
"""Nobody fills the form faster, from the first touch of a field on."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds: what it was made for, and the mark by which it is spent."""

    nonce: bytes
    petition: str


def make_token(key: bytes, slug: str, now: datetime) -> str:
    """When a challenge was fetched, for which petition: milliseconds and their signature."""
    moment = str(int(now.timestamp() * 1000))
    return f"{moment}.{_signature(key, 'token', slug, moment)}"


def read_token(key: bytes, slug: str, token: str) -> datetime | None:
    """When this token was made, or None where this site did not make it for this petition."""
    moment, _, signature = token.partition(".")
    # The length too: int() of a very long number would take its time.
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 14 and signature.isascii()):
        return None
    if not hmac.compare_digest(signature, _signature(key, "token", slug, moment)):
        return None
    return datetime.fromtimestamp(int(moment) / 1000, UTC)


def make_work(key: bytes, slug: str, now: datetime, entropy: bytes) -> dict[str, Any]:
    """A challenge of ALTCHA. `entropy`: 16 random bytes; the first 12 are the salt's, the others choose the number."""
    expires = int((now + LIVES).timestamp())
    salt = f"{entropy[:NONCE_BYTES].hex()}?expires={expires}&petition={slug}&"
    number = int.from_bytes(entropy[NONCE_BYTES:], "big") % (MOST + 1)
    challenge = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
    return {
        "algorithm": "SHA-256",
        "challenge": challenge,
        "maxnumber": MOST,
        "salt": salt,
        "signature": hmac.digest(_hexkey(key), challenge.encode(), hashlib.sha256).hex(),
    }


def read_proof(key: bytes, payload: str, now: datetime) -> Proof | None:
    """The proof in ALTCHA's payload (base64 of JSON), or None where it does not hold (any more). Never raises."""
    try:
        told = json.loads(base64.b64decode(payload, validate=True))
        salt, number = told["salt"].encode("ascii").decode(), told["number"]
        challenge, signature = told["challenge"].encode("ascii"), told["signature"].encode("ascii")
        nonce, _, query = salt.partition("?")
        parts = dict(part.split("=", 1) for part in query.rstrip("&").split("&"))
        proof = Proof(bytes.fromhex(nonce), parts["petition"])
        is_late = int(parts["expires"]) < now.timestamp()
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if is_late or not isinstance(number, int) or told.get("algorithm") != "SHA-256" or not salt.endswith("&"):
        return None
    found = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
    signed = hmac.digest(_hexkey(key), challenge, hashlib.sha256).hex()
    fits = hmac.compare_digest(found.encode(), challenge)
    fits &= hmac.compare_digest(signed.encode(), signature)
    return proof if fits and len(proof.nonce) == NONCE_BYTES else None


def _signature(key: bytes, *parts: str) -> str:
    drawn = hmac.digest(key, "\n".join(parts).encode(), hashlib.sha256)[:16]
    return base64.urlsafe_b64encode(drawn).decode("ascii").rstrip("=")


def _hexkey(key: bytes) -> bytes:
    return key.hex().encode()
