"""What is wrong with the log, for `doctor`, the staff's page and the nightly recount. Read only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from undersigned.ledger.models import Event, LogState, PublishedCount, Round, Tail
from undersigned.ledger.queries import line_of, log_state, logged_entries
from undersigned.ledger.rules import PROMISE_SLACK, RECOUNTED_WITHIN
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.laws import Line
from undersigned.tlog.notes import NoteRefused, parse_vkey
from undersigned.tlog.readers import LogBroken, check_log, with_full_tiles
from undersigned.tlog.recount import recount
from undersigned.tlog.tree import RightEdge


def findings(now: datetime) -> list[str]:
    """What in the log should not be, a sentence each; empty where all is well.

    Recounts everything from the files of this node and recomputes the tree from the database: time and reading
    grow with the log. May run beside a publisher.
    """
    return [*quick_findings(now), *recount_findings()]


def quick_findings(now: datetime) -> list[str]:
    """What publisher and recount have said, and what waits too long: costs the same however long the log is."""
    state = log_state()
    return [] if state is None else [*_told_findings(state), *_waiting_findings(now)]


def notes(now: datetime) -> Iterator[str]:
    """What somebody who runs the site should know of the log, though nothing is wrong with it: that nobody recounts."""
    state = log_state()
    first = Round.objects.order_by("size").first()
    if state is None or first is None or state.published_at is None:
        return
    days = (now - (state.recounted_at or first.issued_at)).days
    if days >= RECOUNTED_WITHIN.days:
        yield f"log: nobody has recounted it for {days} days; where it is published, `undersigned log recount` does"


def recount_findings() -> list[str]:
    """What a recount of this node's files finds against the database, and the database against itself."""
    state = log_state()
    return [] if state is None else [*_tree_findings(state), *_file_findings(state)]


def _told_findings(state: LogState) -> Iterator[str]:
    """What the publisher and the nightly recount have said, until they say that it is well."""
    if state.refused:
        yield f"log: the publisher refuses to go on: {state.refused}"
    for line in state.alarm.splitlines():
        yield f"log: found by the recount of {state.recounted_at:%Y-%m-%d %H:%M} UTC: {line}"


def _tree_findings(state: LogState) -> Iterator[str]:
    """The tree that the entries in the database give, against the state row."""
    edge = RightEdge().grow(leaf_hash(entry) for entry in logged_entries(0, state.size))
    if (edge.size, edge.root, edge.to_bytes()) != (state.size, bytes(state.root), bytes(state.right_edge)):
        yield (
            f"log: the state row says {state.size} entries and a root that the {edge.size} entries in the database "
            "do not give"
        )
    last = Round.objects.filter(size=state.size).first()
    if last is None or bytes(last.root) != bytes(state.root):
        yield f"log: the round of size {state.size} is missing or signed another root"


def _file_findings(state: LogState) -> Iterator[str]:
    """The files against the database and against themselves, and every count against the recount."""
    if state.published_at is None:
        return
    row = Round.objects.filter(size=state.published_size).first()
    if row is None:
        yield f"log: the round of the published size {state.published_size} is missing"
        return
    try:
        yield from _checkpoint_findings(state)
        entries = check_log(
            with_full_tiles(log_folder().read_tile), Checkpoint(state.origin, row.size, bytes(row.root))
        )
        result = recount(_as_stored(entries, row.size))
    except (NoteRefused, LogBroken) as fault:
        yield f"log: {fault}"
        return
    if result.contradiction is not None:
        yield f"log: {result.contradiction}"
        return
    yield from _count_findings(result.lines, row.size)


def _checkpoint_findings(state: LogState) -> Iterator[str]:
    """This node's checkpoint against the database: as it was published, or one that has followed since."""
    note = log_folder().read_checkpoint() or b""
    standing = open_checkpoint(note, state.origin, [parse_vkey(state.vkey)])
    if standing.size < state.published_size:
        yield f"log: {standing.size} entries are published on this node, {state.published_size} in the database"
    row = Round.objects.filter(size=standing.size).first()
    if row is None:
        yield (
            f"log: the published checkpoint says {standing.size} entries, which this database never signed; it is an "
            "older copy, and the publisher will not sign another history"
        )
    elif bytes(row.root) != standing.root:
        yield f"log: the published checkpoint of size {standing.size} has another root than this database signed"


def _as_stored(entries: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The entries of the files; LogBroken at the first that the database has otherwise."""
    stored = logged_entries(0, size)
    for index, entry in enumerate(entries):
        if next(stored, None) != entry:
            raise LogBroken(f"entry {index} of the files is not the one in the database")
        yield entry


def _count_findings(lines: dict[str, Line], size: int) -> Iterator[str]:
    counts = {row.pid: row for row in PublishedCount.objects.iterator()}
    for pid, line in lines.items():
        row = counts.get(pid)
        # A number that has moved on since is the next look's affair.
        if row is None or (row.log_size <= size and row.count != line.c):
            said = "no number" if row is None else f"the number {row.count}"
            yield f"log: petition {pid} shows {said}, the recount of {size} entries gives {line.c}"
    for tail in Tail.objects.filter(last_index__lt=size).iterator():
        if lines.get(tail.pid) != line_of(tail):
            yield f"log: the end of the line of petition {tail.pid} is not that of the recount"
    for pid, row in counts.items():
        if pid not in lines and row.log_size <= size:
            yield f"log: petition {pid} shows a number and has no entry"


def _waiting_findings(now: datetime) -> Iterator[str]:
    """Events that wait longer than the log promises, and those that could not be issued."""
    promise = timedelta(seconds=2 * settings.UNDERSIGNED.round_seconds) + PROMISE_SLACK
    waiting = Event.objects.filter(index__isnull=True, set_aside="")
    late = waiting.filter(created_at__lt=now - promise, wait_until=None).count()
    if late:
        yield f"log: {late} events wait longer than {promise.total_seconds():.0f} seconds for their round"
    late = waiting.filter(wait_until__lt=now - promise).count()
    if late:
        yield f"log: {late} events of sensitive petitions wait longer than was promised"
    for event in Event.objects.exclude(set_aside="").order_by("id")[:20]:
        yield f"log: event {event.id} ({event}) was set aside: {event.set_aside}"
