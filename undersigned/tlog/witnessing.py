"""The witness protocol (C2SP tlog-witness v1.0.0): what a log asks of a witness, and what the witness answers.

Pure: whoever serves it keeps the newest checkpoint of each log, in one transaction with the judgement here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from undersigned.tlog.checkpoints import MAX_SIZE, Checkpoint, parse_checkpoint
from undersigned.tlog.entries import encode_hash
from undersigned.tlog.hashing import EMPTY_ROOT, HASH_BYTES
from undersigned.tlog.notes import Ed25519Verifier, NoteRefused, decode_base64, open_note, parse_note
from undersigned.tlog.proofs import ProofRefused, verify_consistency

MAX_PROOF = 63
# A checkpoint with 16 signatures and 63 hashes has less than half of this.
MAX_REQUEST_BYTES = 16_384
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
_SIZE_LINE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


class WitnessRefused(Exception):
    """The witness does not cosign; `status` is the protocol's answer, `size` what it knows of the log (409)."""

    def __init__(self, status: HTTPStatus, reason: str, size: int | None = None) -> None:
        """The reason is for people."""
        super().__init__(reason)
        self.status, self.size = status, size


@dataclass(frozen=True)
class AddCheckpoint:
    """The request: the size that the witness is thought to know, the proof from there, the log's signed note."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True)
class Claim:
    """A checkpoint that the log has signed, its note's text with what else stands in it."""

    checkpoint: Checkpoint
    text: str


def format_request(request: AddCheckpoint) -> bytes:
    """The bytes to send."""
    lines = [f"old {request.old}", *(encode_hash(value) for value in request.proof)]
    return ("\n".join(lines) + "\n\n").encode() + request.note


def parse_request(body: bytes) -> AddCheckpoint:
    """The request in these bytes; WitnessRefused (400) for any others."""
    head, separator, note = body.partition(b"\n\n")
    if not separator or len(body) > MAX_REQUEST_BYTES:
        raise _bad("a request has an old size, hashes, an empty line and a checkpoint")
    try:
        first, *hashes = head.decode("ascii").split("\n")
        match = _OLD.fullmatch(first)
        proof = tuple(decode_base64(line) for line in hashes)
    except (UnicodeDecodeError, NoteRefused) as fault:
        raise _bad("the hashes of a proof are base64, one on each line") from fault
    if match is None or int(match[1]) > MAX_SIZE:
        raise _bad("the first line is the word old and a size")
    if len(proof) > MAX_PROOF or any(len(value) != HASH_BYTES for value in proof):
        raise _bad(f"a proof has at most {MAX_PROOF} hashes of {HASH_BYTES} bytes")
    return AddCheckpoint(int(match[1]), proof, note)


def check_claim(request: AddCheckpoint, logs: Sequence[Ed25519Verifier]) -> Claim:
    """The checkpoint that one of these logs has signed for itself; WitnessRefused (400, 404, 403) otherwise."""
    try:
        text = parse_note(request.note).text
        checkpoint = _any_checkpoint(text)
    except NoteRefused as fault:
        raise _bad(str(fault)) from fault
    trusted = [log for log in logs if log.name == checkpoint.origin]
    if not trusted:
        raise WitnessRefused(HTTPStatus.NOT_FOUND, f"the log {checkpoint.origin} is not witnessed here")
    try:
        open_note(request.note, trusted)
    except NoteRefused as fault:
        raise WitnessRefused(HTTPStatus.FORBIDDEN, str(fault)) from fault
    if request.old > checkpoint.size:
        raise _bad("the old size is above that of the checkpoint")
    return Claim(checkpoint, text)


def check_growth(request: AddCheckpoint, claim: Claim, known: Checkpoint | None) -> None:
    """Returns where the log has grown from what the witness knows; else WitnessRefused (409, 422).

    The same size with another root is 422, as the ledger's design has it (docs/decisions/0017): the
    specification's 409 without a size can't be told from one by a client that reads the status alone.
    """
    old = known or Checkpoint(claim.checkpoint.origin, 0, EMPTY_ROOT)
    if request.old != old.size:
        raise WitnessRefused(HTTPStatus.CONFLICT, "the witness knows another size", old.size)
    try:
        verify_consistency(old.size, claim.checkpoint.size, old.root, claim.checkpoint.root, request.proof)
    except ProofRefused as fault:
        raise WitnessRefused(HTTPStatus.UNPROCESSABLE_ENTITY, str(fault)) from fault
    if claim.checkpoint.size == 0 and claim.checkpoint.root != EMPTY_ROOT:
        raise WitnessRefused(HTTPStatus.UNPROCESSABLE_ENTITY, "an empty log has another root")


def parse_size(body: bytes) -> int | None:
    """The size in a witness's 409; None where the body is no such line."""
    match = _SIZE_LINE.fullmatch(body)
    return int(match[1]) if match is not None and int(match[1]) <= MAX_SIZE else None


def _any_checkpoint(text: str) -> Checkpoint:
    """The three lines that matter; a log of somebody else may have extension lines, which are cosigned with them."""
    lines = text[:-1].split("\n")
    if any(not line for line in lines):
        raise NoteRefused("a checkpoint has no empty line")
    return parse_checkpoint("\n".join(lines[:3]) + "\n")


def _bad(reason: str) -> WitnessRefused:
    return WitnessRefused(HTTPStatus.BAD_REQUEST, reason)
