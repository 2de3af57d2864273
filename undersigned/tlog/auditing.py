"""The check of a whole log in parts, so that several processes can share it; the order of the entries is kept.

A part is some bundles: their entries are hashed, compared with their hash tiles and read. The audit takes the parts in
their order, builds the tree above them and counts. Nothing that is served is believed: every hash is computed.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from struct import iter_unpack

from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.hashing import HASH_BYTES
from undersigned.tlog.readers import LogBroken, TileSource, compare_tile, read_entries, tile_of
from undersigned.tlog.recount import Counter, Recount, Run, Stretch
from undersigned.tlog.tiles import ENTRIES, TILE_WIDTH, Tile, TileRefused, unpack_bundle

# A `sign` in its one spelling. Numbers of up to 18 digits; whatever is longer takes the slow way.
_SIGN = re.compile(
    rb"undersigned/1 sign ([A-Za-z0-9_-]{21}[AQgw]) ([1-9][0-9]{0,17}) ([1-9][0-9]{0,17}) ([1-9][0-9]{0,8}) "
    rb"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\n"
)


@dataclass
class Part:
    """What some bundles hold. `fault`: the first thing that is wrong; what comes after it is not here."""

    roots: list[bytes] = field(default_factory=list)
    # Leaf hashes of the last, partial bundle.
    last: list[bytes] = field(default_factory=list)
    steps: list[Stretch | bytes] = field(default_factory=list)
    fault: str = ""


def read_part(source: TileSource, size: int, first: int, end: int) -> Part:
    """The bundles from number `first` to before `end` of a log of `size` entries, hashed, compared and read."""
    part, reader = Part(), _Reader()
    for number in range(first, end):
        try:
            entries = _read_bundle(source, size, number)
            hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
            _compare_leaves(source, tile_of(0, number, size), hashes)
        except LogBroken as fault:
            part.fault = str(fault)
            break
        if len(hashes) == TILE_WIDTH:
            part.roots.append(_root(b"".join(hashes)))
        else:
            part.last = hashes
        reader.take(entries)
    part.steps = reader.end()
    return part


class Audit:
    """A check under way: takes the parts in the log's order and knows the first thing that is wrong."""

    def __init__(self, source: TileSource, checkpoint: Checkpoint) -> None:
        """Begins with nothing taken."""
        self.source, self.checkpoint = source, checkpoint
        self.tiles = GrowingTiles()
        self.counter = Counter()

    def take(self, part: Part) -> None:
        """The part is counted and its tree compared with the tiles above. LogBroken at the first fault of the files.

        A contradiction between the entries ends the counting and stands in the result.
        """
        for step in part.steps:
            if self.counter.result.contradiction is None:
                self._count(step)
        if self.counter.result.contradiction is not None:
            return
        for root in part.roots:
            for tile, data in self.tiles.grow_bundle(root):
                compare_tile(self.source, tile, data)
        if part.fault:
            raise LogBroken(part.fault)
        if part.last:
            self.tiles.levels.extend([] for _ in range(1 - len(self.tiles.levels)))
            self.tiles.levels[0] = part.last
            self.tiles.size += len(part.last)

    def end(self) -> Recount:
        """The result, once every part was taken; LogBroken where the entries do not lead to the checkpoint."""
        result = self.counter.result
        if result.contradiction is not None:
            return result
        for tile, data in self.tiles.partial():
            compare_tile(self.source, tile, data)
        if self.tiles.edge.root != self.checkpoint.root:
            raise LogBroken(f"the entries lead to another root than the checkpoint of size {self.checkpoint.size}")
        return result

    def _count(self, step: Stretch | bytes) -> None:
        if isinstance(step, bytes):
            self.counter.take_all([step])
        elif not self.counter.take_stretch(step):
            self._name_fault(len(step.order))

    def _name_fault(self, length: int) -> None:
        """One of the next entries can't stand: they are read again, one by one, to say which."""
        start = self.counter.result.size
        self.counter.take_all(islice(read_entries(self.source, self.checkpoint.size, start), length))
        if self.counter.result.contradiction is None:
            raise LogBroken(f"entries {start} to {start + length - 1} were not the same when they were read again")


class _Reader:
    """Entries as steps: stretches of signatures that follow each other, and whatever else as it stands."""

    def __init__(self) -> None:
        self.steps: list[Stretch | bytes] = []
        self.runs: dict[bytes, tuple[int, Run]] = {}
        self.order = array("I")

    def take(self, entries: list[bytes]) -> None:
        """These entries are read next. One loop with all at hand: this is what a check spends its time with."""
        runs, order, sign = self.runs, self.order, _SIGN.fullmatch
        for entry in entries:
            match = sign(entry)
            if match is not None:
                pid, n, c, version = match.groups()
                known = runs.get(pid)
                if known is None:
                    order.append(len(runs))
                    runs[pid] = len(runs), [int(n), int(c), 1, int(version)]
                    continue
                place, run = known
                if int(n) == run[0] + run[2] and int(c) == run[1] + run[2]:
                    run[2] += 1
                    if int(version) > run[3]:
                        run[3] = int(version)
                    order.append(place)
                    continue
            self.end().append(entry)
            runs, order = self.runs, self.order

    def end(self) -> list[Stretch | bytes]:
        """All steps, once every entry was taken."""
        if self.order:
            runs = {pid.decode(): run for pid, (_, run) in self.runs.items()}
            self.steps.append(Stretch(runs, self.order))
            self.runs, self.order = {}, array("I")
        return self.steps


def parts_of(size: int, bundles: int) -> Iterator[tuple[int, int]]:
    """Numbers of first bundle and end of each part of so many bundles, in order."""
    total = -(-size // TILE_WIDTH)
    for first in range(0, total, bundles):
        yield first, min(first + bundles, total)


def _read_bundle(source: TileSource, size: int, number: int) -> list[bytes]:
    tile = tile_of(ENTRIES, number, size)
    try:
        return unpack_bundle(source(tile), tile.width)
    except FileNotFoundError as missing:
        raise LogBroken(f"entry {number * TILE_WIDTH}: {tile.path} is missing") from missing
    except TileRefused as fault:
        raise LogBroken(f"entry {number * TILE_WIDTH} and on: {tile.path}: {fault}") from fault


def _compare_leaves(source: TileSource, tile: Tile, hashes: list[bytes]) -> None:
    """LogBroken naming the first entry whose hash is not the one in the tile."""
    data = b"".join(hashes)
    try:
        stored = source(tile)
    except (FileNotFoundError, TileRefused) as fault:
        raise LogBroken(f"entry {tile.index * TILE_WIDTH} and on: {tile.path} is missing or broken") from fault
    if stored == data:
        return
    differs = (stored[place * HASH_BYTES :][:HASH_BYTES] != hashes[place] for place in range(tile.width))
    wrong = next((place for place, is_other in enumerate(differs) if is_other), tile.width - 1)
    raise LogBroken(f"entry {tile.index * TILE_WIDTH + wrong}: its hash is not the one in {tile.path}")


def _root(data: bytes) -> bytes:
    """Root over 256 hashes that lie one after the other."""
    while len(data) > HASH_BYTES:
        data = b"".join([sha256(b"\x01" + pair).digest() for (pair,) in iter_unpack("64s", data)])
    return data
