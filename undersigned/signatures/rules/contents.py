"""What a signature's sealed part holds, and its sealing: under the petition's key, for this row alone."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from undersigned.keys.sealing import seal, unseal

SECRET_BYTES = 32
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Contents:
    """What a signer wrote, and the secret s of the ledger that exists nowhere else."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    place: str = field(repr=False)
    secret: bytes = field(repr=False)
    """32 random bytes."""


def seal_contents(contents: Contents, *, key: bytes, pid: str, row: UUID) -> bytes:
    """The sealed bytes; copied to another row or petition they do not open."""
    plain = _encode(
        {"name": contents.name, "email": contents.email, "place": contents.place, "s": contents.secret.hex()}
    )
    return seal(plain.encode("utf-8", "surrogatepass"), key=key, context=_context(pid, row))


def open_contents(sealed: bytes, *, key: bytes, pid: str, row: UUID) -> Contents:
    """What was sealed, or keys.sealing.SealBroken."""
    plain = json.loads(unseal(sealed, key=key, context=_context(pid, row)))
    return Contents(name=plain["name"], email=plain["email"], place=plain["place"], secret=bytes.fromhex(plain["s"]))


def _context(pid: str, row: UUID) -> bytes:
    return b"undersigned/1 signature " + pid.encode("ascii") + row.bytes
