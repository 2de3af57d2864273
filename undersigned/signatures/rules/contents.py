"""What a signature's sealed part holds, and its sealing: under the petition's key, for this row alone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted
from uuid import UUID

from undersigned.keys.sealing import seal_all, unseal

SECRET_BYTES = 32


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
    return seal_all_contents([(contents, row)], key=key, pid=pid)[0]


def seal_all_contents(each: Iterable[tuple[Contents, UUID]], *, key: bytes, pid: str) -> list[bytes]:
    """`seal_contents` for many rows of one petition."""
    front = _front(pid)
    return seal_all([(_plain(contents), front + row.bytes) for contents, row in each], key=key)


def _plain(contents: Contents) -> bytes:
    """JSON; written by hand, since an encoder is made anew for each text that is asked of it."""
    name, email, place = quoted(contents.name), quoted(contents.email), quoted(contents.place)
    text = f'{{"name":{name},"email":{email},"place":{place},"s":"{contents.secret.hex()}"}}'
    return text.encode("utf-8", "surrogatepass")


def open_contents(sealed: bytes, *, key: bytes, pid: str, row: UUID) -> Contents:
    """What was sealed, or keys.sealing.SealBroken."""
    plain = json.loads(unseal(sealed, key=key, context=_front(pid) + row.bytes))
    return Contents(name=plain["name"], email=plain["email"], place=plain["place"], secret=bytes.fromhex(plain["s"]))


def _front(pid: str) -> bytes:
    """How the context of every row of this petition begins."""
    return b"undersigned/1 signature " + pid.encode("ascii")
