"""The tree by its recursive definition (RFC 6962, 2.1): slow, plain, and written apart from the code under test."""

import hashlib
from collections.abc import Sequence

from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.tiles import Tile


def split(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def plain_root(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    middle = split(len(entries))
    return hashlib.sha256(b"\x01" + plain_root(entries[:middle]) + plain_root(entries[middle:])).digest()


def plain_path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    middle = split(len(entries))
    if index < middle:
        return [*plain_path(index, entries[:middle]), plain_root(entries[middle:])]
    return [*plain_path(index - middle, entries[middle:]), plain_root(entries[:middle])]


def plain_consistency(old: int, entries: Sequence[bytes], is_whole: bool = True) -> list[bytes]:
    if old == len(entries):
        return [] if is_whole else [plain_root(entries)]
    middle = split(len(entries))
    if old <= middle:
        return [*plain_consistency(old, entries[:middle], is_whole), plain_root(entries[middle:])]
    return [*plain_consistency(old - middle, entries[middle:], False), plain_root(entries[:middle])]


def plain_entries(count: int) -> list[bytes]:
    return [b"entry %d\n" % number for number in range(count)]


def tiled(entries: Sequence[bytes]) -> dict[Tile, bytes]:
    """All tiles of a log with these entries, as a folder would hold them."""
    tiles = GrowingTiles()
    files = dict(tiles.grow(entries))
    return files | dict(tiles.partial())


class Folder:
    """A source of tiles in memory."""

    def __init__(self, tiles: dict[Tile, bytes]) -> None:
        self.tiles = tiles

    def __call__(self, tile: Tile) -> bytes:
        try:
            return self.tiles[tile]
        except KeyError:
            raise FileNotFoundError(tile.path) from None
