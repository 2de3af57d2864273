"""Sealing bytes so that only a key's holder reads them, and only where they belong.

Layout: version byte 1, 12 random bytes of nonce, AES-256-GCM ciphertext with its tag of 16 bytes (NIST SP 800-38D).
With random nonces one key stays below 2^32 messages, which no petition reaches.
"""

import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
OVERHEAD_BYTES = 1 + NONCE_BYTES + 16


class SealBroken(Exception):
    """These bytes were not sealed under this key in this context."""


def seal(plain: bytes, *, key: bytes, context: bytes) -> bytes:
    """The sealed bytes, OVERHEAD_BYTES longer; `key` has 32 bytes, `context` must be the same when unsealing."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context)


def seal_all(boxes: Iterable[tuple[bytes, bytes]], *, key: bytes) -> list[bytes]:
    """`seal` for each pair of plain bytes and context, under one key: it is made ready once."""
    boxes = list(boxes)
    encrypt = AESGCM(key).encrypt
    drawn = os.urandom(NONCE_BYTES * len(boxes))
    sealed = []
    for start, (plain, context) in zip(range(0, len(drawn), NONCE_BYTES), boxes, strict=True):
        nonce = drawn[start : start + NONCE_BYTES]
        sealed.append(VERSION + nonce + encrypt(nonce, plain, context))
    return sealed


def unseal(sealed: bytes, *, key: bytes, context: bytes) -> bytes:
    """What was sealed, or SealBroken."""
    if len(sealed) < OVERHEAD_BYTES or sealed[:1] != VERSION:
        raise SealBroken("not a sealed value")
    nonce, box = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, box, context)
    except InvalidTag:
        raise SealBroken("another key or another place") from None
