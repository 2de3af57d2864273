import random

import pytest

from tests.tlog.trees import Folder, plain_entries, tiled
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from undersigned.tlog.readers import (
    LogBroken,
    check_log,
    load_growing,
    node_from_tiles,
    read_entries,
    tile_of,
    with_full_tiles,
)
from undersigned.tlog.tiles import ENTRIES, Tile
from undersigned.tlog.tree import tree_root

SIZES = (600, 70_000)


@pytest.fixture(scope="module", params=SIZES)
def log(request):
    """Entries, tiles and checkpoint of a log whose right edge has several hashes in one tile."""
    entries = plain_entries(request.param)
    root = tree_root(leaf_hash(entry) for entry in entries)
    return entries, tiled(entries), Checkpoint("example.org/log", request.param, root)


def test_an_honest_log_gives_its_entries(log):
    entries, tiles, checkpoint = log
    assert list(check_log(Folder(tiles), checkpoint)) == entries
    assert list(read_entries(Folder(tiles), checkpoint.size, 300)) == entries[300:]


def tampered(tiles, size):
    """Every tile of the right edge and some within, changed in one bit at several places."""
    edge = [tile for tile in tiles if not tile.is_full]
    within = random.Random(size).sample([tile for tile in tiles if tile.is_full], 3 if size > 1000 else 2)
    for tile in edge + within:
        data = tiles[tile]
        places = {0, len(data) // 2, len(data) - 1}
        # The recount of a large log takes its time; where in a tile the bit is matters no more there.
        for place in places if size > 1000 else {*places, *range(0, min(len(data), 320), 32)}:
            yield tile, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_one_changed_bit_in_any_tile_is_found(log):
    _entries, tiles, checkpoint = log
    for tile, data in tampered(tiles, checkpoint.size):
        with pytest.raises(LogBroken):
            drain(check_log(Folder(tiles | {tile: data}), checkpoint))


def test_forged_entries_with_matching_tiles_do_not_reach_the_root(log):
    entries, _tiles, checkpoint = log
    for index in (0, 599, len(entries) - 1):
        forged = [*entries[:index], b"forged\n", *entries[index + 1 :]]
        with pytest.raises(LogBroken, match="another root"):
            drain(check_log(Folder(tiled(forged)), checkpoint))


def test_forged_right_edge_hashes_that_still_fold_to_the_root_are_found(log):
    """CVE-2026-56865: hashes of the right edge in one tile, of which a reader checked only some."""
    _entries, tiles, checkpoint = log
    for tile in [tile for tile in tiles if not tile.is_full and tile.level >= 0]:
        hashes = [tiles[tile][start : start + 32] for start in range(0, len(tiles[tile]), 32)]
        for at in range(len(hashes)):
            changed = b"".join([*hashes[:at], b"\xff" * 32, *hashes[at + 1 :]])
            with pytest.raises(LogBroken, match=tile.path):
                drain(check_log(Folder({**tiles, tile: changed}), checkpoint))
            if checkpoint.size > 1000 and at > 2:
                break


def test_a_missing_tile_is_named(log):
    _entries, tiles, checkpoint = log
    for tile in (Tile(ENTRIES, 0), Tile(0, 1), Tile(1, 0, 2) if checkpoint.size == 600 else Tile(1, 0)):
        left = {name: data for name, data in tiles.items() if name != tile}
        with pytest.raises(LogBroken, match=tile.path):
            drain(check_log(Folder(left), checkpoint))


def test_proofs_from_tiles_verify(log):
    entries, tiles, checkpoint = log
    size, root, source = checkpoint.size, checkpoint.root, Folder(tiles)

    def node(level, index):
        return node_from_tiles(source, size, level, index)

    for index in (0, 1, 255, 256, 511, 512, 599, size - 1):
        proof = inclusion_proof(index, size, node)
        verify_inclusion(index, size, leaf_hash(entries[index]), proof, root)
    for old in (1, 255, 256, 257, 512, 599, size - 1, size):
        before = tree_root(leaf_hash(entry) for entry in entries[:old])
        verify_consistency(old, size, before, root, consistency_proof(old, size, node))


def test_a_stored_right_edge_goes_on_as_if_it_had_never_stopped(log):
    entries, tiles, checkpoint = log
    loaded = load_growing(Folder(tiles), checkpoint.size)
    assert loaded.edge.root == checkpoint.root
    more = [b"more %d\n" % number for number in range(700)]
    files = dict(loaded.grow(more)) | dict(loaded.partial())
    assert loaded.edge.root == tree_root(leaf_hash(entry) for entry in entries + more)
    whole = tiled(entries + more)
    assert all(whole[tile] == data for tile, data in files.items())
    assert {tile for tile in whole if tile not in tiles} <= set(files)


def test_a_partial_tile_that_is_gone_is_cut_from_its_full_one():
    entries = plain_entries(600)
    source = with_full_tiles(Folder(tiled(entries)))
    gone = {tile: data for tile, data in tiled(entries[:300]).items() if tile.level < 1}
    assert {tile.width for tile in gone} == {256, 44}
    for tile, data in gone.items():
        assert source(tile) == data
    with pytest.raises(FileNotFoundError):
        source(Tile(0, 2, 200))
    with pytest.raises(FileNotFoundError):
        source(Tile(0, 3))


def test_what_is_beyond_the_tree_has_no_tile():
    with pytest.raises(ValueError, match="no tile"):
        tile_of(0, 3, 600)
    with pytest.raises(ValueError, match="no full subtree"):
        node_from_tiles(Folder(tiled(plain_entries(600))), 600, 7, 4)


def drain(entries):
    for _ in entries:
        pass
