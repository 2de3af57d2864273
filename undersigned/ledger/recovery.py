"""What a published log holds beyond an older database: read from its files, every hash and every law checked."""

from collections.abc import Iterator
from dataclasses import dataclass

from undersigned.ledger.models import LogState, Round
from undersigned.ledger.queries import logged_entries
from undersigned.ledger.rules import LogRefused
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.entries import Entry, parse_entry
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.laws import Line
from undersigned.tlog.notes import Note, NoteRefused, parse_note, parse_vkey
from undersigned.tlog.readers import LogBroken, TileSource, check_log
from undersigned.tlog.recount import recount
from undersigned.tlog.tree import RightEdge, edge_from_bytes


@dataclass(frozen=True)
class LostEntry:
    """An entry of the published log that the database does not hold."""

    index: int
    entry: Entry
    data: bytes

    @property
    def fields(self) -> str:
        """What its event says after `c`, without the index of a target: the columns of an event."""
        return " ".join(self.entry.fields if self.entry.target is None else self.entry.fields[1:])


@dataclass(frozen=True)
class Loss:
    """The end of a published log that the database lacks. `note`: the checkpoint with the log's own line alone."""

    checkpoint: Checkpoint
    note: str
    cosignatures: bytes
    edge: RightEdge
    entries: list[LostEntry]
    lines: dict[str, Line]


def read_loss(state: LogState, source: TileSource, note: bytes) -> Loss | None:
    """What the log under this signed checkpoint holds beyond the database; None where that is nothing.

    Nothing is believed but the log's key: every hash is computed from the entries, every law is checked, and the
    entries that the database has must be the same. LogRefused in words otherwise. Reads the whole log.
    """
    try:
        checkpoint = open_checkpoint(note, state.origin, [parse_vkey(state.vkey)])
    except NoteRefused as fault:
        raise LogRefused(f"This is no checkpoint of {state.origin}: {fault}. Nothing was written.") from fault
    if checkpoint.size <= state.size:
        _check_signed(checkpoint)
        return None
    lost: list[bytes] = []
    try:
        result = recount(_beyond(state, check_log(source, checkpoint), lost))
    except LogBroken as fault:
        raise LogRefused(f"The published files do not hold: {fault}. Nothing was written.") from fault
    if result.contradiction is not None:
        raise LogRefused(f"The published log contradicts itself: {result.contradiction}. Nothing was written.")
    edge = edge_from_bytes(state.size, bytes(state.right_edge)).grow(leaf_hash(data) for data in lost)
    if edge.root != checkpoint.root:
        raise LogRefused("The database's tree does not lead to the published one. Nothing was written.")
    entries = [LostEntry(state.size + place, parse_entry(data), data) for place, data in enumerate(lost)]
    return Loss(checkpoint, *_own_line(state, note), edge, entries, result.lines)


def _beyond(state: LogState, entries: Iterator[bytes], lost: list[bytes]) -> Iterator[bytes]:
    """The entries, compared with the database's as far as that goes; the others are put aside as well."""
    stored = logged_entries(0, state.size)
    for index, data in enumerate(entries):
        if index >= state.size:
            lost.append(data)
        elif next(stored, None) != data:
            raise LogRefused(
                f"Entry {index} of the published log is not the one in the database: another history, which no command "
                "can join to this one. Find the database that belongs to this log. Nothing was written."
            )
        yield data


def _check_signed(checkpoint: Checkpoint) -> None:
    """Returns where this database may have signed that: a round between two that were recovered is not in it."""
    row = Round.objects.filter(size=checkpoint.size).first()
    if row is not None and bytes(row.root) != checkpoint.root:
        raise LogRefused(
            f"The published checkpoint of size {checkpoint.size} has another root than this database signed: another "
            "history, which no command can join to this one. Nothing was written."
        )


def _own_line(state: LogState, data: bytes) -> tuple[str, bytes]:
    """The note with the log's own signature alone, and the lines of all others."""
    note, key = parse_note(data), parse_vkey(state.vkey)
    own = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    others = [line for line in note.signatures if line not in own]
    return str(Note(note.text, tuple(own[:1]))), "".join(f"{line}\n" for line in others).encode()
