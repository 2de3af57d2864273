"""Tiles of a growing log: what a round adds, computed from the right edge alone.

The cost is that of the new entries and of the partial tiles, never of the whole log.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.tiles import ENTRIES, TILE_WIDTH, Tile, pack_bundle
from undersigned.tlog.tree import RightEdge, fold, push

TileFile = tuple[Tile, bytes]


@dataclass
class GrowingTiles:
    """The partial tiles at the right edge: the last bundle's entries and, level by level, the last hashes."""

    size: int = 0
    entries: list[bytes] = field(default_factory=list)
    levels: list[list[bytes]] = field(default_factory=list)

    def grow(self, entries: Iterable[bytes]) -> list[TileFile]:
        """Takes the entries in and returns the tiles that have become full, with their bytes."""
        full: list[TileFile] = []
        for entry in entries:
            self.entries.append(entry)
            self._push(0, leaf_hash(entry), full)
            self.size += 1
            if len(self.entries) == TILE_WIDTH:
                full.append((Tile(ENTRIES, self.size // TILE_WIDTH - 1), pack_bundle(self.entries)))
                self.entries = []
        return full

    def grow_bundle(self, root: bytes) -> list[TileFile]:
        """Takes in a full bundle by the root over its 256 entries; returns the tiles above it that have become full.

        For whoever has hashed the entries elsewhere. The size must be a multiple of 256.
        """
        full: list[TileFile] = []
        self.levels.extend([] for _ in range(1 - len(self.levels)))
        self.size += TILE_WIDTH - 1
        self._push(1, root, full)
        self.size += 1
        return full

    def _push(self, level: int, value: bytes, full: list[TileFile]) -> None:
        """One more hash at this level; a full tile becomes one hash of the level above."""
        if level == len(self.levels):
            self.levels.append([])
        hashes = self.levels[level]
        hashes.append(value)
        if len(hashes) < TILE_WIDTH:
            return
        number = self.size >> (8 * (level + 1))
        full.append((Tile(level, number), b"".join(hashes)))
        self.levels[level] = []
        self._push(level + 1, fold(peaks(hashes)), full)

    def partial(self) -> list[TileFile]:
        """The partial tiles that a checkpoint of the present size stands on, with their bytes."""
        tiles = [(Tile(ENTRIES, self.size >> 8, len(self.entries)), pack_bundle(self.entries))] if self.entries else []
        for level, hashes in enumerate(self.levels):
            if hashes:
                tiles.append((Tile(level, self.size >> (8 * (level + 1)), len(hashes)), b"".join(hashes)))
        return tiles

    @property
    def edge(self) -> RightEdge:
        """Size and right edge of the tree that these tiles stand for."""
        return RightEdge(self.size, tuple(value for hashes in reversed(self.levels) for value in peaks(hashes)))


def peaks(hashes: Iterable[bytes]) -> list[bytes]:
    """Roots of the full subtrees over these hashes, the largest first."""
    edge: list[bytes] = []
    for count, value in enumerate(hashes):
        push(edge, count, value)
    return edge
