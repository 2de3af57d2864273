"""Reading a log from its tiles: hashes for proofs, and a check of the whole that trusts no stored hash.

A reader that ties tiles to the root through the hashes in other tiles has been fooled where several hashes of
the right edge stand in one tile (CVE-2026-56865). The check here recomputes every hash from the entries.
"""

from collections.abc import Callable, Iterator

from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.growing import GrowingTiles, peaks
from undersigned.tlog.tiles import (
    ENTRIES,
    TILE_BITS,
    TILE_WIDTH,
    Tile,
    TileRefused,
    pack_bundle,
    partial_width,
    right_tiles,
    unpack_bundle,
    unpack_hashes,
)
from undersigned.tlog.tree import fold

# Gives the bytes of a tile; FileNotFoundError where there is none.
TileSource = Callable[[Tile], bytes]


class LogBroken(Exception):
    """The log's files contradict its checkpoint; the message names the first tile that does."""


def with_full_tiles(source: TileSource) -> TileSource:
    """The source, with a partial tile that is gone cut from its full tile, as the specification wants of readers."""

    def read(tile: Tile) -> bytes:
        try:
            return source(tile)
        except FileNotFoundError:
            if tile.is_full:
                raise
        full = source(Tile(tile.level, tile.index))
        if tile.level == ENTRIES:
            return pack_bundle(unpack_bundle(full, TILE_WIDTH)[: tile.width])
        return b"".join(unpack_hashes(full, TILE_WIDTH)[: tile.width])

    return read


def tile_of(level: int, index: int, size: int) -> Tile:
    """The tile at this place as it stands in a tree of `size`: full, or of the width that is served."""
    last = size >> (TILE_BITS * (max(level, 0) + 1))
    if index > last:
        raise ValueError(f"a tree of {size} has no tile {level}/{index}")
    return Tile(level, index, TILE_WIDTH if index < last else partial_width(size, level))


def node_from_tiles(source: TileSource, size: int, level: int, index: int) -> bytes:
    """Root of the full subtree `index` of 2**level leaves, read from one tile. Not checked: proofs are."""
    tile_level, within = divmod(level, TILE_BITS)
    first = index << within
    tile = tile_of(tile_level, first // TILE_WIDTH, size)
    hashes = unpack_hashes(source(tile), tile.width)
    start = first % TILE_WIDTH
    if start + (1 << within) > tile.width:
        raise ValueError(f"a tree of {size} has no full subtree {index} of level {level}")
    return fold(peaks(hashes[start : start + (1 << within)]))


def read_entries(source: TileSource, size: int, start: int = 0) -> Iterator[bytes]:
    """The entries from `start` to before `size`, one bundle in memory at a time."""
    for number in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
        tile = tile_of(ENTRIES, number, size)
        entries = unpack_bundle(source(tile), tile.width)
        yield from entries[max(start - number * TILE_WIDTH, 0) :]


def check_log(source: TileSource, checkpoint: Checkpoint) -> Iterator[bytes]:
    """Yields every entry, having recomputed all hashes from the entries; raises LogBroken at the first fault.

    Only after the last entry has the root been compared: nothing is proved before the iteration has ended.
    """
    tiles = GrowingTiles()
    for number in range(-(-checkpoint.size // TILE_WIDTH)):
        try:
            entries = list(read_entries(source, min((number + 1) * TILE_WIDTH, checkpoint.size), number * TILE_WIDTH))
        except (FileNotFoundError, TileRefused) as fault:
            raise LogBroken(f"{tile_of(ENTRIES, number, checkpoint.size).path}: {fault}") from fault
        for tile, data in tiles.grow(entries):
            compare_tile(source, tile, data)
        yield from entries
    for tile, data in tiles.partial():
        compare_tile(source, tile, data)
    if tiles.edge.root != checkpoint.root:
        raise LogBroken(f"the entries lead to another root than the checkpoint of size {checkpoint.size}")


def compare_tile(source: TileSource, tile: Tile, data: bytes) -> None:
    """Returns where the tile holds these bytes; else LogBroken."""
    try:
        stored = source(tile)
    except FileNotFoundError as missing:
        raise LogBroken(f"{tile.path} is missing") from missing
    if stored != data:
        raise LogBroken(f"{tile.path} holds other bytes than its entries give")


def load_growing(source: TileSource, size: int) -> GrowingTiles:
    """The partial tiles of this size as they are stored, ready to grow. Not checked: compare `edge.root`."""
    tiles = GrowingTiles(size=size)
    for tile in right_tiles(size):
        if tile.level == ENTRIES:
            tiles.entries = unpack_bundle(source(tile), tile.width)
            continue
        tiles.levels.extend([] for _ in range(tile.level + 1 - len(tiles.levels)))
        tiles.levels[tile.level] = unpack_hashes(source(tile), tile.width)
    return tiles
