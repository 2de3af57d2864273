"""The check of a whole log in parts, so that several processes can share it; the order of the entries is kept.

The audit takes the parts (tlog/parts.py) in their order, builds the tree above them and counts. Nothing that is served
is believed: every hash is computed.
"""

from itertools import islice

from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.parts import Part
from undersigned.tlog.readers import LogBroken, TileSource, compare_tile, read_entries
from undersigned.tlog.recount import Counter, Recount


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
        if self.counter.result.contradiction is None and (part.is_odd or not self.counter.take_part(part)):
            self._name_fault(part)
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

    def _name_fault(self, part: Part) -> None:
        """One of the part's entries can't stand: they are read again, one by one, to say which."""
        start, length = self.counter.result.size, len(part.roots) * 256 + len(part.last)
        self.counter.take_all(islice(read_entries(self.source, self.checkpoint.size, start), length))
        if self.counter.result.contradiction is None:
            raise LogBroken(f"entries {start} to {start + length - 1} were not the same when they were read again")
