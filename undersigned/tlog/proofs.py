"""Proofs made from stored hashes (RFC 6962, 2.1) and verified iteratively (RFC 9162, 2.1.3.2 and 2.1.4.2)."""

from collections.abc import Callable, Iterator, Sequence

from undersigned.tlog.hashing import EMPTY_ROOT, HASH_BYTES, node_hash
from undersigned.tlog.tree import fold

# Gives the root of the full subtree number `index` of 2**level leaves.
NodeReader = Callable[[int, int], bytes]


class ProofRefused(Exception):
    """The proof does not show what it claims; the message says where it fails."""


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """Hashes from leaf to root that tie leaf `index` to the tree of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    low, high, ranges = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return [range_root(low, high, node) for low, high in reversed(ranges)]


def consistency_proof(old: int, new: int, node: NodeReader) -> list[bytes]:
    """Hashes that show that the tree of `new` leaves begins with the tree of `old` leaves; none for 0."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} can't continue one of {old}")
    if old in (0, new):
        return []
    low, high, ranges = 0, new, []
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    return [range_root(low, high, node) for low, high in reversed(ranges)]


def range_root(low: int, high: int, node: NodeReader) -> bytes:
    """Root over the leaves from `low` to before `high`, where `low` begins a subtree of that size."""
    hashes = []
    while low < high:
        level = (high - low).bit_length() - 1
        hashes.append(node(level, low >> level))
        low += 1 << level
    return fold(hashes)


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Returns where `leaf` (a leaf hash) is number `index` of the tree with this root; else ProofRefused."""
    if not 0 <= index < size:
        raise ProofRefused(f"there is no leaf {index} in a tree of {size}")
    _check_lengths([leaf, root, *proof])
    value = leaf
    for is_left, step in _climb(index, size - 1, proof):
        value = node_hash(step, value) if is_left else node_hash(value, step)
    if value != root:
        raise ProofRefused("the inclusion proof leads to another root")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Returns where the second tree begins with the first; else ProofRefused."""
    _check_lengths([old_root, new_root, *proof])
    if not 0 <= old <= new:
        raise ProofRefused(f"a tree of {new} can't continue one of {old}")
    if old in (0, new):
        _verify_trivial(old, new, old_root, new_root, proof)
        return
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        raise ProofRefused("the consistency proof is empty")
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = steps[0]
    for is_left, step in _climb(first, last, steps[1:]):
        if is_left:
            before, after = node_hash(step, before), node_hash(step, after)
        else:
            after = node_hash(after, step)
    if before != old_root or after != new_root:
        raise ProofRefused("the consistency proof leads to another root")


def _climb(first: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bool, bytes]]:
    """From node `first` of a row that ends with `last` up to the root: each step, and whether it stands left."""
    for step in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        is_left = bool(first & 1) or first == last
        if is_left:
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        yield is_left, step
        first, last = first >> 1, last >> 1
    if last != 0:
        raise ProofRefused("the proof is too short")


def _verify_trivial(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise ProofRefused("the consistency proof is too long")
    if old == 0 and old_root != EMPTY_ROOT:
        raise ProofRefused("an empty tree has another root")
    if old == new and old_root != new_root:
        raise ProofRefused("two trees of one size have different roots")


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        raise ProofRefused("a hash has 32 bytes")


def _split(count: int) -> int:
    """The largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)
