"""Write the files: this node's folder holds the tiles of every round up to a size."""

from collections.abc import Callable

from undersigned.ledger.folder import LogFolder
from undersigned.ledger.models import Round
from undersigned.ledger.queries import logged_entries, rounds_between
from undersigned.ledger.rules import LogRefused
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import parse_checkpoint
from undersigned.tlog.growing import GrowingTiles, TileFile
from undersigned.tlog.notes import NoteRefused, parse_note
from undersigned.tlog.readers import load_growing
from undersigned.tlog.tiles import Tile, TileRefused


def write_files(*, size: int, after_round: Callable[[], object] = lambda: None) -> int:
    """The tiles of all rounds up to `size` stand durably under `/log`; returns how many rounds were written.

    Goes on from what this node has published; where that is missing or broken, from the first entry. Content is a
    function of the database, so repeating is harmless. Partial tiles whose full tile exists may be left out.
    `after_round` is called after each, so that a publisher that writes a whole log keeps its lease. Raises LogRefused
    where a file holds other bytes, or the entries lead to another root than was signed.
    """
    folder = log_folder()
    tiles = _written(folder)
    written = 0
    for row in rounds_between(tiles.size, size):
        full = tiles.grow(logged_entries(tiles.size, row.size))
        if tiles.edge.root != bytes(row.root):
            raise LogRefused(
                f"The entries in the database lead to another root than the checkpoint of size {row.size} that was "
                "signed. Nothing may be published before that is understood: run `undersigned doctor`."
            )
        folder.write_tiles([*full, *_lasting(tiles.partial(), size)])
        for tile, _data in full:
            # The last full tile keeps its partial ones for readers who are under way with an older checkpoint.
            if tile.index:
                folder.drop_partials(Tile(tile.level, tile.index - 1))
        written += 1
        after_round()
    return written


def _lasting(partial: list[TileFile], size: int) -> list[TileFile]:
    """Of these partial tiles those whose full tile does not stand in a log of `size`."""
    return [(tile, data) for tile, data in partial if tile.index == size >> (8 * (max(tile.level, 0) + 1))]


def _written(folder: LogFolder) -> GrowingTiles:
    """The right edge of what this node has published, if its files give the root that was signed; else an empty log."""
    note = folder.read_checkpoint()
    if note is None:
        return GrowingTiles()
    try:
        size = parse_checkpoint(parse_note(note).text).size
        tiles = load_growing(folder.read_tile, size)
    except (NoteRefused, TileRefused, FileNotFoundError):
        return GrowingTiles()
    row = Round.objects.filter(size=size).first()
    return tiles if row is not None and tiles.edge.root == bytes(row.root) else GrowingTiles()
