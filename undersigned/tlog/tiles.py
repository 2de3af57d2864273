"""Tiles (C2SP tlog-tiles v0.1.0): the log as small files that never change.

A hash tile of level l holds up to 256 roots of full subtrees of 256**l leaves; an entry bundle holds the
entries themselves. The tile at the right edge is partial and has its width in its name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from undersigned.tlog.hashing import HASH_BYTES

TILE_WIDTH = 256
TILE_BITS = 8
# Level of the bundles, which lie under `tile/entries`.
ENTRIES = -1
# 256**8 is beyond any size that a checkpoint can hold.
HIGHEST_LEVEL = 7
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


class TileRefused(Exception):
    """The bytes or the path are not those of a tile; the message says why."""


@dataclass(frozen=True, order=True)
class Tile:
    """The address of a tile: its level (ENTRIES for a bundle), its number and its width from 1 to 256."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= HIGHEST_LEVEL and self.index >= 0 and 1 <= self.width <= TILE_WIDTH):
            raise ValueError(f"there is no tile {self.level}/{self.index} of width {self.width}")

    @property
    def path(self) -> str:
        """Path below the log's prefix, such as `tile/0/x001/x234/067` or `tile/entries/000.p/5`."""
        return self.folder + ("" if self.is_full else f".p/{self.width}")

    @property
    def folder(self) -> str:
        """The path of the full tile, which is the same for all widths."""
        digits = f"{self.index:03d}"
        digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/" + "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])

    @property
    def is_full(self) -> bool:
        return self.width == TILE_WIDTH


def parse_tile_path(path: str) -> Tile:
    """The tile of a path below the log's prefix; TileRefused for every other string."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileRefused("not the path of a tile")
    level, number, width = match.groups()
    digits = number.replace("x", "").replace("/", "")
    if len(digits) > 18:
        raise TileRefused("no log is that large")
    try:
        tile = Tile(ENTRIES if level == "entries" else int(level), int(digits), int(width) if width else TILE_WIDTH)
    except ValueError as beyond:
        raise TileRefused(str(beyond)) from beyond
    if tile.path != path:
        raise TileRefused("a tile has one path only")
    return tile


def partial_width(size: int, level: int) -> int:
    """Width of the partial tile at this level for a tree of `size`; 0 where none is served."""
    return (size >> (TILE_BITS * max(level, 0))) % TILE_WIDTH


def right_tiles(size: int) -> list[Tile]:
    """The partial tiles that a checkpoint of this size stands on, the bundle first."""
    levels = [ENTRIES, *range(HIGHEST_LEVEL + 1)]
    return [
        Tile(level, size >> (TILE_BITS * (max(level, 0) + 1)), width)
        for level in levels
        if (width := partial_width(size, level))
    ]


def all_tiles(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size`: full ones and the partial ones at its right edge."""
    for level in [ENTRIES, *range(HIGHEST_LEVEL + 1)]:
        for index in range(size >> (TILE_BITS * (max(level, 0) + 1))):
            yield Tile(level, index)
    yield from right_tiles(size)


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Bytes of an entry bundle: before each entry its length as two bytes, the higher one first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack_bundle(data: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle; TileRefused where the bytes hold more, fewer, or broken ones."""
    entries, at, length = [], 0, len(data)
    for _ in range(width):
        start = at + 2
        if start > length:
            raise TileRefused("the bundle is too short")
        at = start + (data[at] << 8 | data[at + 1])
        entries.append(data[start:at])
    # Only the last one can have been cut short without the next being missing.
    if at > length:
        raise TileRefused("the bundle is too short")
    if at != length:
        raise TileRefused("the bundle is too long")
    return entries


def unpack_hashes(data: bytes, width: int) -> list[bytes]:
    """The `width` hashes of a hash tile; TileRefused where the length is another."""
    if len(data) != width * HASH_BYTES:
        raise TileRefused(f"a tile of {width} hashes has {width * HASH_BYTES} bytes, this one {len(data)}")
    return [data[start:end] for start, end in pairwise(range(0, len(data) + 1, HASH_BYTES))]
