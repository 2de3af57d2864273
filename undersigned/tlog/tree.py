"""The tree by its right edge: grows by one hash at a time and gives its root in O(log n).

The right edge of a tree of n leaves holds the roots of its full subtrees from left to right, one for each
bit of n. It is all that a writer of the log has to remember.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undersigned.tlog.hashing import EMPTY_ROOT, HASH_BYTES, node_hash


@dataclass(frozen=True)
class RightEdge:
    """A tree's size and the roots of its full subtrees, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a right edge of size {self.size} has {self.size.bit_count()} hashes")
        if any(len(value) != HASH_BYTES for value in self.hashes):
            raise ValueError("a hash has 32 bytes")

    @property
    def root(self) -> bytes:
        """Root hash of the whole tree; 32 bytes."""
        return fold(self.hashes)

    def grow(self, leaf_hashes: Iterable[bytes]) -> "RightEdge":
        """The right edge after these leaf hashes; amortised one node hash for each."""
        size, edge = self.size, list(self.hashes)
        for value in leaf_hashes:
            push(edge, size, value)
            size += 1
        return RightEdge(size, tuple(edge))

    def to_bytes(self) -> bytes:
        """The hashes one after the other, as they are kept between two rounds."""
        return b"".join(self.hashes)


def edge_from_bytes(size: int, data: bytes) -> RightEdge:
    """What `to_bytes` wrote; ValueError where the length does not fit the size."""
    return RightEdge(size, tuple(data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)))


def push(edge: list[bytes], size: int, value: bytes) -> None:
    """`edge`, of a tree of `size` leaves, holds one leaf more afterwards (changed in place)."""
    while size & 1:
        value = node_hash(edge.pop(), value)
        size >>= 1
    edge.append(value)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root over the roots of full subtrees, the largest first; the empty tree's root where there is none."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for value in reversed(hashes[:-1]):
        root = node_hash(value, root)
    return root


def tree_root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Root of the tree over these leaf hashes; 32 bytes."""
    return RightEdge().grow(leaf_hashes).root
