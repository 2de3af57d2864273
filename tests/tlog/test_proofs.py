import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.test_tree import LEAVES, ROOTS
from tests.tlog.trees import plain_consistency, plain_entries, plain_path, plain_root
from undersigned.tlog.hashing import EMPTY_ROOT, leaf_hash
from undersigned.tlog.proofs import (
    ProofRefused,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)

H = {
    name: bytes.fromhex(value)
    for name, value in {
        "b": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "cd": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "efgh": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "e": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "gh": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "abcd": ROOTS[4],
        "ab": ROOTS[2],
        "a": ROOTS[1],
        "ef": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    }.items()
}


def node_of(entries):
    return lambda level, index: plain_root(entries[index << level : (index + 1) << level])


@pytest.mark.parametrize(
    ("index", "size", "path"), [(0, 8, "b cd efgh"), (5, 8, "e gh abcd"), (2, 3, "ab"), (1, 5, "a cd e"), (0, 1, "")]
)
def test_known_inclusion_proofs(index, size, path):
    proof = inclusion_proof(index, size, node_of(LEAVES))
    assert proof == [H[name] for name in path.split()]
    verify_inclusion(index, size, leaf_hash(LEAVES[index]), proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(
    ("old", "new", "path"), [(1, 8, "b cd efgh"), (6, 8, "ef gh abcd"), (2, 5, "cd e"), (1, 1, "")]
)
def test_known_consistency_proofs(old, new, path):
    proof = consistency_proof(old, new, node_of(LEAVES))
    assert proof == [H[name] for name in path.split()]
    verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), proof)


def test_every_proof_of_every_small_tree_is_the_recursive_one_and_verifies():
    entries = plain_entries(40)
    node = node_of(entries)
    for size in range(1, 41):
        root = plain_root(entries[:size])
        for index in range(size):
            proof = inclusion_proof(index, size, node)
            assert proof == plain_path(index, entries[:size])
            verify_inclusion(index, size, leaf_hash(entries[index]), proof, root)
            old = index + 1
            proof = consistency_proof(old, size, node)
            assert proof == plain_consistency(old, entries[:size])
            verify_consistency(old, size, plain_root(entries[:old]), root, proof)


@given(st.integers(1, 200), st.data())
def test_no_changed_inclusion_proof_verifies(size, data):
    entries = plain_entries(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = inclusion_proof(index, size, node_of(entries)), plain_root(entries), leaf_hash(entries[index])
    verify_inclusion(index, size, leaf, proof, root)
    for changed in mutations(proof):
        with pytest.raises(ProofRefused):
            verify_inclusion(index, size, leaf, changed, root)
    with pytest.raises(ProofRefused):
        verify_inclusion(index, size, leaf_hash(b"another"), proof, root)
    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    with pytest.raises(ProofRefused):
        verify_inclusion(other, size, leaf, proof, root)


@given(st.integers(2, 200), st.data())
def test_no_changed_consistency_proof_verifies(new, data):
    entries = plain_entries(new)
    old = data.draw(st.integers(1, new - 1))
    before, after = plain_root(entries[:old]), plain_root(entries)
    proof = consistency_proof(old, new, node_of(entries))
    verify_consistency(old, new, before, after, proof)
    for changed in mutations(proof):
        with pytest.raises(ProofRefused):
            verify_consistency(old, new, before, after, changed)
    for wrong in ((after, before), (before, before), (after, after)):
        with pytest.raises(ProofRefused):
            verify_consistency(old, new, *wrong, proof)


def mutations(proof):
    """Proofs that differ from this one in a bit, by a hash more or by a hash less, or in order."""
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
    yield [*proof, b"short"]
    for at, value in enumerate(proof):
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[:at], bytes([value[0] ^ 1]) + value[1:], *proof[at + 1 :]]
    if len(set(proof)) > 1:
        yield proof[::-1]


@pytest.mark.parametrize(("said", "real"), [(8, 2), (2, 8), (3, 2), (4, 8)])
def test_a_proof_of_another_size_is_refused_though_it_leads_to_the_root(said, real):
    """A node must not pass for a leaf, nor a leaf for a node: the length of the proof is that of the tree."""
    proof = inclusion_proof(0, real, node_of(LEAVES))
    root = bytes.fromhex(ROOTS[real])
    verify_inclusion(0, real, leaf_hash(LEAVES[0]), proof, root)
    with pytest.raises(ProofRefused, match="too short" if said > real else "too long"):
        verify_inclusion(0, said, leaf_hash(LEAVES[0]), proof, root)


@pytest.mark.parametrize(("said", "real"), [(8, 3), (3, 8)])
def test_a_consistency_proof_of_another_size_is_refused_though_it_leads_to_the_root(said, real):
    proof = consistency_proof(2, real, node_of(LEAVES))
    roots = bytes.fromhex(ROOTS[2]), bytes.fromhex(ROOTS[real])
    verify_consistency(2, real, *roots, proof)
    with pytest.raises(ProofRefused, match="too short" if said > real else "too long"):
        verify_consistency(2, said, *roots, proof)


def test_an_empty_tree_begins_every_tree_and_only_with_its_own_root():
    root = plain_root(LEAVES)
    verify_consistency(0, 8, EMPTY_ROOT, root, [])
    with pytest.raises(ProofRefused):
        verify_consistency(0, 8, root, root, [])
    with pytest.raises(ProofRefused):
        verify_consistency(0, 8, EMPTY_ROOT, root, [root])


def test_two_roots_of_one_size_are_refused():
    with pytest.raises(ProofRefused):
        verify_consistency(8, 8, plain_root(LEAVES), plain_root(LEAVES[::-1]), [])


def test_a_smaller_tree_continues_nothing():
    with pytest.raises(ProofRefused):
        verify_consistency(8, 7, plain_root(LEAVES), plain_root(LEAVES[:7]), [])
    with pytest.raises(ValueError, match="continue"):
        consistency_proof(8, 7, node_of(LEAVES))
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(8, 8, node_of(LEAVES))
