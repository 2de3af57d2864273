"""Checkpoints (C2SP tlog-checkpoint v1.0.0): the log's name, its size and its root, signed as a note."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.tlog.hashing import HASH_BYTES
from undersigned.tlog.notes import (
    Note,
    NoteRefused,
    Signer,
    Verifier,
    check_key_name,
    decode_base64,
    open_note,
)

MAX_SIZE = 2**63 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """What a log claims to hold: `size` entries under this root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text; NoteRefused for anything else, extension lines too: this log has none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise NoteRefused("a checkpoint has three lines: origin, size and root")
    origin, size, root = lines[:3]
    check_key_name(origin)
    if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
        raise NoteRefused("a checkpoint's size is a decimal number without leading zeros")
    checkpoint = Checkpoint(origin, int(size), decode_base64(root))
    if len(checkpoint.root) != HASH_BYTES:
        raise NoteRefused("a checkpoint's root has 32 bytes")
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note of this checkpoint. The key's name is the origin: any other is refused."""
    if signer.name != checkpoint.origin:
        raise NoteRefused(f"the key {signer.name} may not sign for {checkpoint.origin}")
    text = str(checkpoint)
    parse_checkpoint(text)
    return str(Note(text, (signer.sign(text),)))


def open_checkpoint(data: bytes, origin: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint in a note that the log's own key signed; else NoteRefused."""
    text, signed = open_note(data, verifiers)
    checkpoint = parse_checkpoint(text)
    if checkpoint.origin != origin:
        raise NoteRefused(f"the checkpoint is that of {checkpoint.origin}, not of {origin}")
    if not any(verifier.name == origin for verifier in signed):
        raise NoteRefused("the log itself has not signed this checkpoint")
    return checkpoint
