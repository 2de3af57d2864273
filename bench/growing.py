"""A petition that has been signed very often, made in minutes: rows and log as they would have been left. PostgreSQL.

Every row's letter has left and its event is in the published log with its tiles, so that the next round goes on from
there; what is sealed is noise of the right size, since nothing here opens it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from bench.ledger_log import finish, some_hash, write_tiles
from bench.pgbench import insertion_of
from bench.publishing import publish_all
from undersigned.ledger.models import Event, LogState, PublishedCount
from undersigned.ledger.site import log_folder
from undersigned.petitions.models import Petition
from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.readers import load_growing, with_full_tiles

STEP = 20_480
OVER = timedelta(days=60)
"""So long the petition has stood."""
_COLUMNS = 'id, pid, type, fields, created_at, "index", n, c, entry, set_aside'


def grow_to(number: int, *, now: datetime, say: Callable[[str], None]) -> None:
    """The site's one petition has `number` counted signatures; it must have none yet."""
    publish_all(now)
    petition = Petition.objects.get()
    state = LogState.objects.get()
    first = (Event.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    tiles = load_growing(with_full_tiles(log_folder().read_tile), state.size)
    with connection.cursor() as cursor:
        # Neither triggers of foreign keys nor indexes while millions of rows are made; all are there afterwards.
        cursor.execute("SET session_replication_role = replica")
        with _without_indexes(cursor, "ledger_event"), _without_indexes(cursor, "signatures_signature"):
            say("  the log ...")
            _log(cursor, tiles, petition.pid, first, number, now)
            say("  the signatures ...")
            cursor.execute(insertion_of(cursor, _counted(first, now), f"FROM generate_series(0, {number - 1}) AS g"))
            say("  their indexes ...")
        cursor.execute("SET session_replication_role = DEFAULT")
    finish(state, tiles, {petition.pid: [number + 1, number]}, now)
    _set_sequence(first + number)
    count = {"count": number, "counted_at": now, "log_size": tiles.size, "show_at": now}
    PublishedCount.objects.update_or_create(pid=petition.pid, defaults=count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _log(cursor: CursorWrapper, tiles: GrowingTiles, pid: str, first: int, number: int, now: datetime) -> None:
    """So many signatures in the petition's line, after its opening."""
    began = tiles.size
    with cursor.copy(f"COPY ledger_event ({_COLUMNS}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for start in range(0, number, STEP):
            lines = []
            entries = []
            for place in range(start, min(start + STEP, number)):
                fields = f"1 {some_hash(str(place))}"
                entry = f"undersigned/1 sign {pid} {place + 2} {place + 1} {fields}\n"
                entries.append(entry.encode())
                lines.append(
                    f"{first + place}\t{pid}\tsign\t{fields}\t{now.isoformat()}\t{began + place}\t{place + 2}\t"
                    f"{place + 1}\t{entry[:-1]}\\n\t\n"
                )
            write_tiles(tiles.grow(entries))
            copy.write("".join(lines))
    write_tiles(tiles.partial())


def _counted(first: int, now: datetime) -> dict[str, str]:
    """What a counted signature has otherwise than one that has just been made; `g` is its number."""
    began = (now - OVER).timestamp()
    return {
        "id": f"(lpad(to_hex((({began} + g * 0.1) * 1000)::bigint), 12, '0') || '7' || "
        "substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid",
        "state": "'counted'",
        "event_id": f"{first} + g",
        "created_at": f"to_timestamp({began}) + g * interval '0.1 s'",
        "confirmed_at": f"to_timestamp({began}) + g * interval '0.1 s'",
        "letter_sent_at": f"to_timestamp({began}) + g * interval '0.1 s'",
        "letter_due": "NULL",
        "letter_end": "'sent'",
        "code_number": "1",
        # One of ten shows the name.
        "show_name": "g % 10 = 0",
        "shown_name": "CASE WHEN g % 10 = 0 THEN 'Signer ' || g ELSE '' END",
    }


def _set_sequence(value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('ledger_event', 'id'), %s)", [value])


@contextmanager
def _without_indexes(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """The table has its primary key alone until the `with` ends."""
    cursor.execute(
        "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname), 'ALTER TABLE ' || "
        "conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'",
        [table],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')",
        [table],
    )
    indexes = cursor.fetchall()
    _run(cursor, (drop for drop, _ in (*constraints, *indexes)))
    yield
    _run(cursor, (make for _, make in (*constraints, *indexes)))


def _run(cursor: CursorWrapper, statements: Iterable[str]) -> None:
    for statement in statements:
        cursor.execute(statement)
