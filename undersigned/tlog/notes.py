"""Signed notes (C2SP signed-note v1.0.0): a text and lines of signatures, each by a named key.

Signed are the bytes of the text with its final LF, without the empty line that follows it.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 256
KEY_ID_BYTES = 4
_LINE = re.compile("\N{EM DASH} ([^ ]+) ([A-Za-z0-9+/=]+)")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


class NoteRefused(Exception):
    """Not a signed note, or one whose signature is not what it claims; the message says why."""


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: the key's name, its id (4 bytes) and what the key made (its form is the key's affair)."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"\N{EM DASH} {self.name} {base64.b64encode(self.key_id + self.signature).decode()}"


@dataclass(frozen=True)
class Note:
    """A text that ends in LF, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)


class Verifier(Protocol):
    """A key that can tell whether it made a signature; each type of key is a class of its own."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def verify(self, text: bytes, signature: bytes) -> bool:
        """True where this key signed these bytes."""
        ...


@dataclass(frozen=True)
class Ed25519Verifier:
    """The public half of a log's key."""

    name: str
    public: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, ED25519, self.public)

    @property
    def vkey(self) -> str:
        """`<name>+<8 hex key id>+<base64(type, public key)>`: what a verifier is told beforehand."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([ED25519]) + self.public).decode()}"

    def verify(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A log's key: its name and its seed of 32 bytes."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> Ed25519Verifier:
        return Ed25519Verifier(self.name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> NoteSignature:
        """The signature line of this key for the text; Ed25519 gives the same bytes each time."""
        check_text(text)
        return NoteSignature(self.name, self.verifier.key_id, self._key.sign(text.encode()))

    @property
    def _key(self) -> Ed25519PrivateKey:
        return _loaded(self.seed)


@lru_cache(maxsize=16)
def _loaded(seed: bytes) -> Ed25519PrivateKey:
    """Kept, since making the key of its seed costs as much as signing, and every confirmation gets a promise."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def key_id(name: str, key_type: int, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart."""
    check_key_name(name)
    return hashlib.sha256(name.encode() + b"\n" + bytes([key_type]) + public).digest()[:KEY_ID_BYTES]


def check_key_name(name: str) -> None:
    """Returns where the name may stand in a signature line; else NoteRefused."""
    if not name or "+" in name or not name.isprintable() or any(sign.isspace() for sign in name):
        raise NoteRefused("a key's name is not empty and holds no space, no + and no control character")


def parse_vkey(vkey: str) -> Ed25519Verifier:
    """The log's key that a vkey describes; NoteRefused where its parts contradict each other."""
    name, key = split_vkey(vkey)
    if len(key) != 33 or key[0] != ED25519:
        raise NoteRefused("the vkey is not that of an Ed25519 key")
    return Ed25519Verifier(name, key[1:])


def split_vkey(vkey: str) -> tuple[str, bytes]:
    """A vkey's name and its key with the type in front; NoteRefused where the key id is not that of the two."""
    match = _VKEY.fullmatch(vkey)
    if match is None:
        raise NoteRefused("a vkey has three parts: name, key id in hex, key in base64")
    name, key_hex, encoded = match.groups()
    key = decode_base64(encoded)
    if len(key) < 2:
        raise NoteRefused("the vkey holds no key")
    if key_id(name, key[0], key[1:]).hex() != key_hex:
        raise NoteRefused("the vkey's key id is not that of its key")
    return name, key


def parse_note(data: bytes) -> Note:
    """The note in these bytes, nothing verified; NoteRefused where they are none."""
    if len(data) > MAX_NOTE_BYTES:
        raise NoteRefused("the note is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as broken:
        raise NoteRefused("a note is UTF-8") from broken
    # The last empty line, since the text may hold empty lines of its own.
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteRefused("a note has a text, an empty line and lines of signatures")
    check_text(text + "\n")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise NoteRefused("the note has too many signatures")
    return Note(text + "\n", tuple(_parse_line(line) for line in signatures))


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> tuple[str, list[Verifier]]:
    """The note's text and the given keys that signed it, at least one; else NoteRefused.

    Signatures of other keys are ignored. A bad signature under a given name and key id refuses the whole note.
    """
    note = parse_note(data)
    signed = {}
    for line in note.signatures:
        for verifier in verifiers:
            if (verifier.name, verifier.key_id) != (line.name, line.key_id):
                continue
            if not verifier.verify(note.text.encode(), line.signature):
                raise NoteRefused(f"the signature by {line.name} is not that of this text")
            signed[line.name, line.key_id] = verifier
    if not signed:
        raise NoteRefused("none of the known keys signed this note")
    return note.text, list(signed.values())


def say_the_same(first: bytes, second: bytes) -> bool:
    """True where both are notes with one text, whoever signed them."""
    try:
        return parse_note(first).text == parse_note(second).text
    except NoteRefused:
        return False


def check_text(text: str) -> None:
    """Returns where the text may be signed: it ends in LF and holds no other control character."""
    if not text.endswith("\n"):
        raise NoteRefused("the text of a note ends in a line feed")
    if any(ord(sign) < 0x20 and sign != "\n" for sign in text):
        raise NoteRefused("the text of a note holds no control characters")


def decode_base64(encoded: str) -> bytes:
    """The bytes of standard base64 in its one canonical spelling; else NoteRefused."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as broken:
        raise NoteRefused("not base64") from broken
    if base64.b64encode(data).decode() != encoded:
        raise NoteRefused("not the canonical base64 of its bytes")
    return data


def _parse_line(line: str) -> NoteSignature:
    match = _LINE.fullmatch(line)
    if match is None:
        raise NoteRefused("a line of signatures is a dash, a name and base64")
    name, encoded = match.groups()
    check_key_name(name)
    data = decode_base64(encoded)
    if len(data) <= KEY_ID_BYTES:
        raise NoteRefused("a signature is longer than its key id")
    return NoteSignature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])
