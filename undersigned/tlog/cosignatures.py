"""Cosignatures (C2SP tlog-cosignature v1.0.1, cosignature/v1): a witness says that a log has only grown, and when.

A cosignature is a signature line of a checkpoint's note: 8 bytes of POSIX time, the higher ones first, and 64 bytes of
Ed25519 over two lines, `cosignature/v1` and `time <n>`, and the checkpoint's text.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from undersigned.tlog.notes import NoteRefused, NoteSignature, check_text, key_id, parse_note, split_vkey

COSIGNATURE_V1 = 0x04
TIME_BYTES = 8
MAX_TIME = 2**63 - 1
_SIGNATURE_BYTES = TIME_BYTES + 64


@dataclass(frozen=True)
class Cosigned:
    """A witness's key that has cosigned a checkpoint, and when it says that it did (POSIX seconds)."""

    name: str
    key_id: bytes
    time: int


@dataclass(frozen=True)
class CosignatureVerifier:
    """The public half of a witness's key."""

    name: str
    public: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, COSIGNATURE_V1, self.public)

    @property
    def vkey(self) -> str:
        """`<name>+<8 hex key id>+<base64(type, public key)>`: what others are told beforehand."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([COSIGNATURE_V1]) + self.public).decode()}"

    def verify(self, text: bytes, signature: bytes) -> bool:
        if len(signature) != _SIGNATURE_BYTES or signature_time(signature) > MAX_TIME:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(
                signature[TIME_BYTES:], _message(text, signature_time(signature))
            )
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Cosigner:
    """A witness's key: its name and its seed of 32 bytes. It must sign nothing but cosignatures."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> CosignatureVerifier:
        return CosignatureVerifier(self.name, self._key.public_key().public_bytes_raw())

    def cosign(self, text: str, time: int) -> NoteSignature:
        """The signature line for a checkpoint's text at this POSIX time; nobody asks here whether it has grown."""
        check_text(text)
        if not 0 <= time <= MAX_TIME:
            raise NoteRefused("a cosignature's time is a POSIX time")
        signature = self._key.sign(_message(text.encode(), time))
        return NoteSignature(self.name, self.verifier.key_id, time.to_bytes(TIME_BYTES, "big") + signature)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_witness_vkey(vkey: str) -> CosignatureVerifier:
    """The witness's key that a vkey describes; NoteRefused where it is none of cosignature/v1."""
    name, key = split_vkey(vkey)
    if len(key) != 33 or key[0] != COSIGNATURE_V1:
        raise NoteRefused("the vkey is not that of a witness (cosignature/v1)")
    return CosignatureVerifier(name, key[1:])


def signature_time(signature: bytes) -> int:
    """POSIX time that stands in a cosignature's first 8 bytes."""
    return int.from_bytes(signature[:TIME_BYTES], "big")


def cosigned_by(note: bytes, witnesses: Iterable[CosignatureVerifier]) -> list[Cosigned]:
    """Which of these witnesses have cosigned this note, each with its newest time, in the order given.

    A bad cosignature under a known name and key id refuses the whole note, as everywhere (NoteRefused).
    """
    parsed = parse_note(note)
    found = []
    for witness in witnesses:
        times = []
        for line in parsed.signatures:
            if (line.name, line.key_id) != (witness.name, witness.key_id):
                continue
            if not witness.verify(parsed.text.encode(), line.signature):
                raise NoteRefused(f"the cosignature by {line.name} is not that of this checkpoint")
            times.append(signature_time(line.signature))
        if times:
            found.append(Cosigned(witness.name, witness.key_id, max(times)))
    return found


def _message(text: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text
