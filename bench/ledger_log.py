"""A long log made by a generator: the rows and files that the publisher would have left, in a fraction of the time."""

import base64
import random
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from undersigned.ledger.models import LogState, Round, Tail
from undersigned.ledger.site import log_folder, log_signer
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.growing import GrowingTiles, TileFile
from undersigned.tlog.readers import load_growing, with_full_tiles

PETITIONS = [base64.urlsafe_b64encode(number.to_bytes(16, "big")).decode().rstrip("=") for number in range(1, 21)]
# Of a hundred events, so many take a signature back.
TAKEN_BACK = 2
STEP = 20_480
_ROW = (
    'INSERT INTO ledger_event (id, pid, type, fields, target_id, created_at, "index", n, c, entry, set_aside) VALUES '
)


def some_hash(word: str) -> str:
    """The base64 of 32 bytes that depend on the word."""
    return base64.b64encode(sha256(word.encode()).digest()).decode()


def fill(size: int, now: datetime) -> None:
    """The log has exactly `size` entries afterwards, signed and published; it must not be longer already."""
    state = LogState.objects.get()
    tiles = load_growing(with_full_tiles(log_folder().read_tile), state.size) if state.size else GrowingTiles()
    lines = {tail.pid: [tail.n, tail.c] for tail in Tail.objects.all()}
    events = _Events(lines, state.size)
    while tiles.size < size:
        number = min(STEP, size - tiles.size)
        rows = [events.next(index) for index in range(tiles.size, tiles.size + number)]
        write_tiles(tiles.grow(row[-1] for row in rows))
        _insert(rows, now)
    write_tiles(tiles.partial())
    finish(state, tiles, lines, now)


class _Events:
    """Plausible events, one after the other: signatures, and some that are withdrawn."""

    def __init__(self, lines: dict[str, list[int]], first: int) -> None:
        self.lines, self.first = lines, first
        self.chance = random.Random(first)
        self.last: dict[str, int] = {}

    def next(self, index: int) -> tuple[int, str, str, str, int | None, int, int, bytes]:
        """Index, pid, type, fields, target's id, n, c and entry."""
        pid = PETITIONS[index % len(PETITIONS)]
        line = self.lines.get(pid)
        target = None
        if line is None:
            line = self.lines[pid] = [1, 0]
            kind, fields = "open", f"1 {some_hash('text')} {some_hash('rules')}"
            shown = fields
        elif pid in self.last and self.chance.randrange(100) < TAKEN_BACK:
            place = self.last.pop(pid)
            line[0], line[1] = line[0] + 1, line[1] - 1
            kind, fields, shown, target = "withdraw", "", str(place), place + 1
        else:
            line[0], line[1] = line[0] + 1, line[1] + 1
            self.last[pid] = index
            kind, fields = "sign", f"1 {some_hash(str(index))}"
            shown = fields
        entry = f"undersigned/1 {kind} {pid} {line[0]} {line[1]} {shown}\n".encode()
        return index, pid, kind, fields, target, line[0], line[1], entry


def _insert(rows: list[tuple[int, str, str, str, int | None, int, int, bytes]], now: datetime) -> None:
    # As in a log that was never kept from growing: the id is the index and one more.
    values = [
        (index + 1, pid, kind, fields, target, now, index, n, c, entry.decode(), "")
        for index, pid, kind, fields, target, n, c, entry in rows
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_ROW + "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", values)


def write_tiles(files: list[TileFile]) -> None:
    """These files of the log, not flushed: this is not what is measured."""
    for tile, data in files:
        file = log_folder().path / tile.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def finish(state: LogState, tiles: GrowingTiles, lines: dict[str, list[int]], now: datetime) -> None:
    """The log ends with these tiles, signed and published; `lines` has n and c of every petition in it."""
    edge = tiles.edge
    note = sign_checkpoint(Checkpoint(state.origin, edge.size, edge.root), log_signer(state.origin))
    Round.objects.create(
        size=edge.size, previous_size=state.size, root=edge.root, note=note, epoch=state.epoch, issued_at=now
    )
    LogState.objects.update(
        size=edge.size, root=edge.root, right_edge=edge.to_bytes(), published_size=edge.size, published_at=now
    )
    Tail.objects.all().delete()
    Tail.objects.bulk_create(
        Tail(pid=pid, n=n, c=c, version=1, last_index=edge.size - 1) for pid, (n, c) in lines.items()
    )
    log_folder().replace_checkpoint(note)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('ledger_event', 'id'), %s)", [edge.size])
