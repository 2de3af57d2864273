"""The commitment of a signature in the public log (docs/ledger.md, section 3). Pure arithmetic on bytes."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date

from undersigned.mail.addresses.rules import hashed_form


@dataclass(frozen=True, slots=True)
class Opening:
    """All that a commitment is made of. `secret` is 32 random bytes that exist in the signature's row alone."""

    secret: bytes = field(repr=False)
    pid: str
    text_hash: bytes
    """SHA-256 of the version that was signed, 32 bytes."""
    email: str = field(repr=False)
    fingerprint: bytes = field(repr=False)
    country: str
    day: date


@dataclass(frozen=True, slots=True)
class Hashes:
    """The four hashes inside a commitment, 32 bytes each."""

    token: bytes
    id: bytes
    nul: bytes
    att: bytes


def commitment(opening: Opening) -> bytes:
    """32 bytes that tell nothing without the secret, and stand for exactly this person, petition and text with it."""
    inner = hashes(opening)
    return _sha256(
        b"undersigned/1 sign\n",
        opening.pid.encode("ascii") + b"\n",
        opening.text_hash,
        inner.token + inner.id + inner.nul + inner.att,
    )


def hashes(opening: Opening) -> Hashes:
    """The hashes that a receipt shows unopened, but for the token."""
    secret = opening.secret
    return Hashes(
        token=_sha256(b"undersigned/1 token\n", opened(secret, "token")),
        id=_sha256(b"undersigned/1 id\n", opened(secret, "id"), hashed_form(opening.email).encode()),
        nul=_sha256(b"undersigned/1 nul\n", opened(secret, "nul"), opening.fingerprint),
        att=_sha256(b"undersigned/1 att\n", opened(secret, "att"), attributes(opening)),
    )


def attributes(opening: Opening) -> bytes:
    """The lines about country, day and method."""
    return f"country={opening.country}\nday={opening.day.isoformat()}\nmethod=email\n".encode("ascii")


def opened(secret: bytes, part: str) -> bytes:
    """d(part): what a receipt gives away to open one part and no other."""
    return hmac.digest(secret, b"undersigned/1 " + part.encode("ascii"), hashlib.sha256)


def sign_fields(version: int, value: bytes) -> str:
    """Fields of the `sign` entry: version and commitment in standard base64."""
    return f"{version} {encoded(value)}"


def encoded(value: bytes) -> str:
    """Standard base64, as an entry of the log has it."""
    return base64.b64encode(value).decode("ascii")


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
