"""Proof files (C2SP tlog-proof, `@v1`): one entry's place in the log, checkable with nothing but the log's key.

A count proof is such a file whose extra is the entry itself, to the byte: the latest event of a petition, which
holds the number. A receipt's extra begins with another word. Lines have one spelling, so a file that was parsed
and written again has the same bytes.
"""

import base64
import re
from dataclasses import dataclass

from undersigned.tlog.checkpoints import MAX_SIZE, Checkpoint
from undersigned.tlog.entries import Entry, EntryRefused, parse_entry
from undersigned.tlog.hashing import HASH_BYTES, leaf_hash
from undersigned.tlog.notes import MAX_NOTE_BYTES, NoteRefused, decode_base64, parse_note
from undersigned.tlog.proofs import ProofRefused, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
# Of a tree that a checkpoint can name.
MAX_HASHES = 63
MAX_EXTRA_BYTES = 65_536
MAX_FILE_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA_BYTES
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class ProofFile:
    """Entry `index`, the hashes from its leaf to the root, the checkpoint as it was served, and what else is needed."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {_encoded(self.extra)}"]
        head = [HEADER, *extra, f"index {self.index}", *(_encoded(value) for value in self.hashes)]
        return "".join(f"{line}\n" for line in head) + "\n" + self.note


def parse_proof_file(data: bytes) -> ProofFile:
    """The proof in these bytes, nothing verified; ProofRefused for any bytes that `str` would not have written."""
    if len(data) > MAX_FILE_BYTES:
        raise ProofRefused("the proof is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as broken:
        raise ProofRefused("a proof is UTF-8") from broken
    # The first empty line: the checkpoint after it holds others.
    head, separator, note = whole.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != HEADER:
        raise ProofRefused(f"a proof begins with {HEADER} and ends with a checkpoint after an empty line")
    try:
        parse_note(note.encode())
        return _parse_lines(lines, note)
    except NoteRefused as broken:
        raise ProofRefused(str(broken)) from broken


def _parse_lines(lines: list[str], note: str) -> ProofFile:
    extra = decode_base64(lines.pop(0)[len("extra ") :]) if lines and lines[0].startswith("extra ") else None
    if extra is not None and not 1 <= len(extra) <= MAX_EXTRA_BYTES:
        raise ProofRefused(f"extra holds from 1 to {MAX_EXTRA_BYTES} bytes, or is left out")
    match = _INDEX.fullmatch(lines[0]) if lines else None
    if match is None or int(match[1]) > MAX_SIZE:
        raise ProofRefused("a proof names its index as a decimal number without leading zeros")
    hashes = tuple(decode_base64(line) for line in lines[1:])
    if len(hashes) > MAX_HASHES or any(len(value) != HASH_BYTES for value in hashes):
        raise ProofRefused(f"a proof has at most {MAX_HASHES} hashes of {HASH_BYTES} bytes, one a line")
    return ProofFile(int(match[1]), hashes, note, extra)


def check_place(proof: ProofFile, entry: bytes, checkpoint: Checkpoint) -> None:
    """Returns where the entry has the proof's index under this checkpoint; else ProofRefused.

    The checkpoint is the one that the caller has opened from `proof.note` with the keys that they trust.
    """
    verify_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.hashes, checkpoint.root)


def check_count(proof: ProofFile, checkpoint: Checkpoint) -> Entry:
    """The event that a count proof carries, in its place under this checkpoint: `c` of `pid`; else ProofRefused.

    It shows that the log said so at event `n`, not that no later event exists: who holds two proofs of one
    petition believes the one with the larger `n`.
    """
    if proof.extra is None:
        raise ProofRefused("a count proof carries its entry, and this one has no extra")
    try:
        entry = parse_entry(proof.extra)
    except EntryRefused as broken:
        raise ProofRefused(f"the extra of a count proof is an entry: {broken}") from broken
    check_place(proof, proof.extra, checkpoint)
    return entry


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
