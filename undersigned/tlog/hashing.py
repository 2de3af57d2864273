"""Hashes of the tree (RFC 6962, 2.1): leaves and nodes are told apart by their first byte."""

import hashlib

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 over 0x00 and the entry; 32 bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and the two hashes below; 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()
