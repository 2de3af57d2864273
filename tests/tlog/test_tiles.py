import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.tlog.trees import plain_entries, plain_root
from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.tiles import (
    ENTRIES,
    Tile,
    TileRefused,
    all_tiles,
    pack_bundle,
    parse_tile_path,
    partial_width,
    right_tiles,
    unpack_bundle,
    unpack_hashes,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(1, 999, 1), "tile/1/999.p/1"),
        (Tile(ENTRIES, 1_000, 255), "tile/entries/x001/000.p/255"),
        (Tile(7, 5), "tile/7/005"),
    ],
)
def test_paths(tile, path):
    assert tile.path == path
    assert parse_tile_path(path) == tile


tiles = st.builds(Tile, st.integers(-1, 7), st.integers(0, 10**18 - 1), st.integers(1, 256))


@given(tiles)
def test_every_tile_has_a_path_that_leads_back(tile):
    assert parse_tile_path(tile.path) == tile


@given(st.text(alphabet="tile/0123456789x.p-entrs\n", max_size=40) | st.text(max_size=20))
@example("tile/0/0000")
@example("tile/0/x000/001")
@example("tile/0/000.p/256")
@example("tile/0/000.p/0")
@example("tile/0/000.p/01")
@example("tile/8/000")
@example("tile/00/000")
@example("tile/-1/000")
@example("tile/0/000\n")
@example("tile/0/x001/../000")
@example("tile/0/../../secrets/log.key")
@example("tile/0/" + "x999/" * 7 + "999")
@example("tile/0/٠٠٠")
def test_whatever_is_no_path_is_refused(path):
    try:
        tile = parse_tile_path(path)
    except TileRefused:
        return
    assert tile.path == path


@pytest.mark.parametrize(
    ("size", "widths"),
    [(0, {}), (255, {ENTRIES: 255, 0: 255}), (256, {1: 1}), (600, {ENTRIES: 88, 0: 88, 1: 2}), (65_536, {2: 1})],
)
def test_partial_widths(size, widths):
    assert {tile.level: tile.width for tile in right_tiles(size)} == widths
    assert all(partial_width(size, level) == widths.get(level, 0) for level in (ENTRIES, 0, 1, 2))


@given(st.lists(st.binary(max_size=512), max_size=256))
def test_bundles_give_back_their_entries_and_nothing_else(entries):
    data = pack_bundle(entries)
    assert unpack_bundle(data, len(entries)) == entries
    with pytest.raises(TileRefused):
        unpack_bundle(data, len(entries) + 1)
    with pytest.raises(TileRefused):
        unpack_bundle(data + b"\x00", len(entries))
    if entries:
        with pytest.raises(TileRefused):
            unpack_bundle(data[:-1], len(entries))


def test_a_tile_of_hashes_has_their_length():
    assert unpack_hashes(bytes(range(32)) * 2, 2) == [bytes(range(32))] * 2
    with pytest.raises(TileRefused):
        unpack_hashes(bytes(63), 2)


@given(st.lists(st.integers(0, 400), max_size=8))
def test_growing_writes_the_same_tiles_in_any_steps(steps):
    entries = plain_entries(sum(steps))
    files: dict[Tile, bytes] = {}
    tiles, at = GrowingTiles(), 0
    for step in steps:
        files |= dict(tiles.grow(entries[at : at + step]))
        at += step
    files |= dict(tiles.partial())
    assert set(files) == set(all_tiles(len(entries)))
    for tile, data in files.items():
        if tile.level == ENTRIES:
            start = tile.index * 256
            assert data == pack_bundle(entries[start : start + tile.width])
        else:
            leaves = 256**tile.level
            first = tile.index * 256 * leaves
            below = [entries[first + n * leaves : first + (n + 1) * leaves] for n in range(tile.width)]
            assert data == b"".join(plain_root(part) for part in below)
    assert tiles.edge.root == plain_root(entries)
    assert tiles.edge.size == len(entries)
