"""Entries of the log: one line of ASCII each, strict in both directions.

`undersigned/1 <type> <pid> <n> <c> <fields>` and one LF: a line has one spelling, so what is parsed and
formatted again gives the same bytes.
"""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.tlog.notes import NoteRefused, decode_base64

MAX_ENTRY_BYTES = 512
PREFIX = "undersigned/1"
MAX_NUMBER = 2**63 - 1
REASONS = ("duplicate", "bounced", "bot", "rules", "legal", "audit", "lost")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
# 16 bytes in 22 characters leave four bits that must be zero.
_PID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]", re.ASCII)


class EntryRefused(Exception):
    """Not an entry of this log; the message says which part is wrong."""


def is_number(text: str) -> bool:
    """True for a decimal number from 0 without leading zeros."""
    return _NUMBER.fullmatch(text) is not None and int(text) <= MAX_NUMBER


def is_positive(text: str) -> bool:
    """True for a decimal number from 1 without leading zeros."""
    return is_number(text) and text != "0"


def is_hash(text: str) -> bool:
    """True for the canonical base64 of 32 bytes."""
    try:
        return len(text) == 44 and len(decode_base64(text)) == 32
    except NoteRefused:
        return False


def is_reason(text: str) -> bool:
    """True for one of the reasons for which a signature may be invalidated."""
    return text in REASONS


def is_pid(text: str) -> bool:
    """True for the base64url of 16 bytes, without padding."""
    return _PID.fullmatch(text) is not None


FieldLaw = Callable[[str], bool]
# What follows `c`, by type. `audit` is added when the audit is defined.
FIELDS: dict[str, tuple[tuple[str, FieldLaw], ...]] = {
    "open": (("version", is_positive), ("text-hash", is_hash), ("rules-hash", is_hash)),
    "amend": (("version", is_positive), ("text-hash", is_hash)),
    "sign": (("version", is_positive), ("commitment", is_hash)),
    "withdraw": (("index", is_number),),
    "invalidate": (("index", is_number), ("reason", is_reason)),
    "restore": (("index", is_number), ("commitment", is_hash)),
    "close": (),
    "reopen": (),
    "sealed": (),
    "paper": (("number", is_positive), ("hash", is_hash)),
    "import": (("number", is_positive), ("hash", is_hash)),
    "tally": (("hash", is_hash),),
}
# Types that speak of an earlier `sign` by its index.
TARGETED = frozenset({"withdraw", "invalidate", "restore"})


@dataclass(frozen=True)
class Entry:
    """One event of a petition: its number `n` there, the standing signatures `c` after it, and its fields."""

    type: str
    pid: str
    n: int
    c: int
    fields: tuple[str, ...] = ()

    @property
    def version(self) -> int | None:
        """The text version that an `open`, `amend` or `sign` speaks of."""
        return int(self.fields[0]) if self.type in ("open", "amend", "sign") else None

    @property
    def target(self) -> int | None:
        """The index of the `sign` that a withdraw, invalidate or restore speaks of."""
        return int(self.fields[0]) if self.type in TARGETED else None


def format_entry(entry: Entry) -> bytes:
    """The line of this entry; EntryRefused where a part does not fit its type."""
    check_fields(entry.type, entry.fields)
    if not is_pid(entry.pid):
        raise EntryRefused("a pid is the base64url of 16 bytes")
    if not 1 <= entry.n <= MAX_NUMBER or not 0 <= entry.c <= MAX_NUMBER:
        raise EntryRefused("n counts from 1 and c from 0")
    line = " ".join([PREFIX, entry.type, entry.pid, str(entry.n), str(entry.c), *entry.fields]) + "\n"
    data = line.encode("ascii")
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryRefused(f"an entry has at most {MAX_ENTRY_BYTES} bytes")
    return data


def parse_entry(data: bytes) -> Entry:
    """The entry of this line; EntryRefused for any bytes that `format_entry` would not have written."""
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryRefused(f"an entry has at most {MAX_ENTRY_BYTES} bytes")
    try:
        line = data.decode("ascii")
    except UnicodeDecodeError as broken:
        raise EntryRefused("an entry is ASCII") from broken
    if not line.endswith("\n"):
        raise EntryRefused("an entry ends in a line feed")
    parts = line[:-1].split(" ")
    if len(parts) < 5 or parts[0] != PREFIX:
        raise EntryRefused(f"an entry begins with {PREFIX}, type, pid, n and c")
    kind, pid, n, c = parts[1:5]
    if not is_number(n) or not is_number(c):
        raise EntryRefused("n and c are decimal numbers without leading zeros")
    entry = Entry(kind, pid, int(n), int(c), tuple(parts[5:]))
    if format_entry(entry) != data:
        raise EntryRefused("an entry has one spelling only")
    return entry


def check_fields(kind: str, fields: tuple[str, ...]) -> None:
    """Returns where these are the fields of this type; else EntryRefused naming the field."""
    laws = FIELDS.get(kind)
    if laws is None:
        raise EntryRefused(f"there is no type {kind!r}")
    if len(fields) != len(laws):
        raise EntryRefused(f"{kind} has {len(laws)} fields, not {len(fields)}")
    for text, (name, law) in zip(fields, laws, strict=True):
        if not law(text):
            raise EntryRefused(f"{kind}: this is not a {name}")


def encode_hash(value: bytes) -> str:
    """The standard base64 of a hash as it stands in an entry."""
    return base64.b64encode(value).decode()
