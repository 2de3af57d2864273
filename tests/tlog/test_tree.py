import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.trees import plain_root
from undersigned.tlog.hashing import EMPTY_ROOT, leaf_hash
from undersigned.tlog.tree import RightEdge, edge_from_bytes, tree_root

# The eight leaves with which every implementation of Certificate Transparency is tested, and the roots they give.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_the_known_tree_has_its_known_roots(size):
    assert tree_root(leaf_hash(leaf) for leaf in LEAVES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=40), max_size=140), st.data())
def test_growing_in_any_steps_gives_the_recursive_root(entries, data):
    edge = RightEdge()
    rest = entries
    while rest:
        count = data.draw(st.integers(1, len(rest)))
        edge = edge.grow(leaf_hash(entry) for entry in rest[:count])
        edge = edge_from_bytes(edge.size, edge.to_bytes())
        rest = rest[count:]
    assert edge.root == plain_root(entries)
    assert edge.size == len(entries)


def test_an_empty_tree_has_the_hash_of_nothing():
    assert RightEdge().root == EMPTY_ROOT


@pytest.mark.parametrize(("size", "data"), [(1, b""), (3, bytes(32)), (2, bytes(64)), (2, bytes(31)), (-1, b"")])
def test_an_edge_of_the_wrong_length_is_refused(size, data):
    with pytest.raises(ValueError, match="hash"):
        edge_from_bytes(size, data)
