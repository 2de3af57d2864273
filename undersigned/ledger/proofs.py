"""Proof files from what this node has published: O(log n) reads, whatever the size of the log."""

from functools import cache

from undersigned.ledger.models import Event
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import Checkpoint, parse_checkpoint
from undersigned.tlog.notes import parse_note
from undersigned.tlog.proof_files import ProofFile
from undersigned.tlog.proofs import inclusion_proof
from undersigned.tlog.readers import node_from_tiles, with_full_tiles


def count_proof(pid: str) -> ProofFile | None:
    """The petition's latest published event with its place in the log; None where the log has published none.

    Its extra is the entry, so the file says the number by itself. It may be as far ahead of `shown_count` as a
    publication is ahead of the moment at which everybody shows it.
    """
    note = log_folder().read_checkpoint()
    if note is None:
        return None
    # One row by the order of (pid, n): beyond it are at most the petition's events of a round not yet published.
    events = Event.objects.filter(pid=pid, n__isnull=False, index__lt=_checkpoint(note).size).order_by("-n")
    row = events.values_list("index", "entry").first()
    return None if row is None else _prove(note, row[0] or 0, row[1].encode())


def proof_of(index: int, extra: bytes | None = None) -> ProofFile | None:
    """The place of entry `index` under the published checkpoint; None where that does not hold it yet."""
    note = log_folder().read_checkpoint()
    if note is None or not 0 <= index < _checkpoint(note).size:
        return None
    return _prove(note, index, extra)


def _checkpoint(note: bytes) -> Checkpoint:
    return parse_checkpoint(parse_note(note).text)


def _prove(note: bytes, index: int, extra: bytes | None) -> ProofFile:
    size = _checkpoint(note).size
    # Several hashes come from one tile. A tile that has become full since is cut.
    source = cache(with_full_tiles(log_folder().read_tile))

    def node(level: int, number: int) -> bytes:
        return node_from_tiles(source, size, level, number)

    return ProofFile(index, tuple(inclusion_proof(index, size, node)), note.decode(), extra)
