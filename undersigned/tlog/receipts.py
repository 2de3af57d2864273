"""Receipts: one signature's place in the log, shown without its signer (docs/ledger.md, section 3).

A receipt is a proof file whose extra is `undersigned-receipt/1` and six lines: the entry, the hash of the text, one
part of the commitment opened and three unopened. It names nobody, and whoever holds it shows that they know what only
the signature's row knew. Checking needs the log's key and nothing else.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.entries import TARGETED, Entry, EntryRefused, encode_hash, parse_entry
from undersigned.tlog.hashing import HASH_BYTES
from undersigned.tlog.notes import NoteRefused, decode_base64
from undersigned.tlog.proof_files import ProofFile, check_place, parse_proof_file
from undersigned.tlog.proofs import ProofRefused

HEADER = "undersigned-receipt/1"
NAMES = ("entry", "text", "token", "id", "nul", "att")
# Types of entries that make a signature stand, both with its commitment as their second field.
SIGNING = ("sign", "restore")
# Opens a checkpoint's note under the keys and the policy that the caller trusts; NoteRefused where they are not met.
NoteOpener = Callable[[bytes], Checkpoint]


class ReceiptRefused(Exception):
    """The receipt does not show what it claims. `code` says which check failed, the message in a plain sentence why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Opened:
    """The extra of a receipt: the entry, the text's hash, d("token"), and the hashes of id, nul and att, unopened."""

    entry: bytes
    text: bytes
    token: bytes = field(repr=False)
    id: bytes
    nul: bytes
    att: bytes

    def __str__(self) -> str:
        parts = (self.entry, self.text, self.token, self.id, self.nul, self.att)
        return f"{HEADER}\n" + "".join(f"{name} {encode_hash(part)}\n" for name, part in zip(NAMES, parts, strict=True))

    def commitment(self, pid: str) -> bytes:
        """The commitment that these parts give for this petition; 32 bytes."""
        token = hashlib.sha256(b"undersigned/1 token\n" + self.token).digest()
        head = b"undersigned/1 sign\n" + pid.encode("ascii") + b"\n"
        return hashlib.sha256(head + self.text + token + self.id + self.nul + self.att).digest()


@dataclass(frozen=True)
class Checked:
    """What a receipt shows: this entry stands in the log under this checkpoint, and its holder knows its opening."""

    entry: Entry
    index: int
    checkpoint: Checkpoint
    text: bytes
    """SHA-256 of the text version that was signed."""

    @property
    def signed_at_index(self) -> int:
        """The index of the `sign` that later entries name; for a `restore` that of the signature it restored."""
        return self.entry.target if self.entry.target is not None else self.index


def make_receipt(opened: Opened, index: int, hashes: Iterable[bytes], note: str) -> str:
    """The receipt's file: the opened parts, the entry's place and the checkpoint as it was published."""
    return str(ProofFile(index, tuple(hashes), note, str(opened).encode("ascii")))


def parse_opened(extra: bytes) -> Opened:
    """The extra's parts; ReceiptRefused for any bytes that `str` would not have written."""
    try:
        lines = extra.decode("ascii").split("\n")
    except UnicodeDecodeError as broken:
        raise _broken("its own part is not ASCII") from broken
    if len(lines) != len(NAMES) + 2 or lines[0] != HEADER or lines[-1]:
        raise _broken(f"its own part is not {HEADER} and {len(NAMES)} lines")
    parts = [_part(name, line) for name, line in zip(NAMES, lines[1:-1], strict=True)]
    if any(len(part) != HASH_BYTES for part in parts[1:]):
        raise _broken(f"a hash in it has not {HASH_BYTES} bytes")
    return Opened(*parts)


def check_receipt(data: bytes, opener: NoteOpener, *, text: bytes | None = None) -> Checked:
    """What the receipt in these bytes shows; ReceiptRefused naming the first check that fails.

    In this order: its form, the commitment recomputed against the entry, the checkpoint's signatures by `opener`, the
    entry's place under it, and the hash of `text` (the exact bytes of the version) where it is given. Whether a later
    entry takes the signature back is another question: see `later_entries`.
    """
    proof, opened, entry = read_receipt(data)
    if opened.commitment(entry.pid) != decode_base64(entry.fields[1]):
        raise ReceiptRefused("commitment", "The parts of this receipt do not give the commitment in its entry.")
    try:
        checkpoint = opener(proof.note.encode())
    except NoteRefused as refused:
        raise ReceiptRefused("signature", f"The log's signature does not hold: {refused}.") from refused
    try:
        check_place(proof, opened.entry, checkpoint)
    except ProofRefused as refused:
        raise ReceiptRefused("place", f"The entry is not where this receipt says: {refused}.") from refused
    if text is not None and hashlib.sha256(text).digest() != opened.text:
        raise ReceiptRefused("text", "Another text was signed than the one that was given.")
    return Checked(entry, proof.index, checkpoint, opened.text)


def read_receipt(data: bytes) -> tuple[ProofFile, Opened, Entry]:
    """The receipt's parts, nothing verified; ReceiptRefused where these bytes are none."""
    try:
        proof = parse_proof_file(data)
    except (ProofRefused, NoteRefused) as refused:
        raise _broken(str(refused)) from refused
    if proof.extra is None or not proof.extra.startswith(HEADER.encode() + b"\n"):
        raise ReceiptRefused("kind", "This is a proof from a log, but not the receipt of a signature.")
    opened = parse_opened(proof.extra)
    try:
        entry = parse_entry(opened.entry)
    except EntryRefused as refused:
        raise _broken(f"its entry cannot be read: {refused}") from refused
    if entry.type not in SIGNING:
        raise ReceiptRefused("entry", f"Its entry is no signature but the event {entry.type}.")
    return proof, opened, entry


def later_entries(checked: Checked, entries: Iterable[bytes], start: int) -> Iterator[tuple[int, Entry]]:
    """Entries after the receipt's that name its signature, with their index; `entries` begin with number `start`.

    The last one says what has become of it: withdraw or invalidate ends it, restore lets it stand again. The entries
    must have been checked against a checkpoint by the caller.
    """
    for index, data in enumerate(entries, start):
        if index <= checked.index:
            continue
        entry = parse_entry(data)
        if entry.type in TARGETED and entry.target == checked.signed_at_index:
            yield index, entry


def _part(name: str, line: str) -> bytes:
    found, space, encoded = line.partition(" ")
    if found != name or not space:
        raise _broken(f"a line of it should be {name}")
    try:
        return decode_base64(encoded)
    except NoteRefused as refused:
        raise _broken(f"its line {name} is {refused}") from refused


def _broken(why: str) -> ReceiptRefused:
    return ReceiptRefused("broken", f"This is not a whole receipt: {why}.")
