"""Promises: what a signer gets at once, signed by the site's promise key (docs/ledger.md, section 3).

A note of four lines: name of the key, petition, commitment, and the time with the longest delay. A promise whose
commitment does not stand in the log after the delay is evidence against the site.
"""

import re
from dataclasses import dataclass

from undersigned.tlog.entries import encode_hash, is_hash, is_pid
from undersigned.tlog.notes import Note, NoteRefused, Signer, Verifier, decode_base64, open_note

SUFFIX = "/promise"
_TIMES = re.compile(r"(0|[1-9][0-9]{0,14}) ([1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True)
class Promise:
    """The log of `origin` will hold this commitment (32 bytes) `within_seconds` after `promised_at` (unix time)."""

    origin: str
    pid: str
    commitment: bytes
    promised_at: int
    within_seconds: int

    def __str__(self) -> str:
        lines = (
            key_name(self.origin),
            self.pid,
            encode_hash(self.commitment),
            f"{self.promised_at} {self.within_seconds}",
        )
        return "".join(f"{line}\n" for line in lines)


def key_name(origin: str) -> str:
    """The name of the key that promises for this log."""
    return origin + SUFFIX


def sign_promise(promise: Promise, signer: Signer) -> str:
    """The signed note of this promise. The key's name follows from the origin: any other is refused."""
    if signer.name != key_name(promise.origin):
        raise NoteRefused(f"the key {signer.name} may not promise for {promise.origin}")
    text = str(promise)
    parse_promise(text)
    return str(Note(text, (signer.sign(text),)))


def parse_promise(text: str) -> Promise:
    """The promise in a note's text; NoteRefused for anything else."""
    lines = text.split("\n")
    if len(lines) != 5 or lines[4]:
        raise NoteRefused("a promise has four lines: key, petition, commitment, time and delay")
    name, pid, commitment, times = lines[:4]
    if not name.endswith(SUFFIX) or len(name) == len(SUFFIX):
        raise NoteRefused(f"the name of a promise's key ends in {SUFFIX}")
    if not is_pid(pid) or not is_hash(commitment):
        raise NoteRefused("a promise names a petition's id and a commitment of 32 bytes")
    found = _TIMES.fullmatch(times)
    if found is None:
        raise NoteRefused("a promise's last line is its time and the longest delay, in seconds")
    return Promise(name[: -len(SUFFIX)], pid, decode_base64(commitment), int(found[1]), int(found[2]))


def open_promise(data: bytes, verifier: Verifier) -> Promise:
    """The promise in a note that this key signed; else NoteRefused."""
    text, _ = open_note(data, [verifier])
    promise = parse_promise(text)
    if key_name(promise.origin) != verifier.name:
        raise NoteRefused("the key that signed this promise is not the one that it names")
    return promise
