"""Questions to the public log. The numbers here are the only ones a page may show."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max

from undersigned.ledger.models import Cosignature, Event, LogState, PublishedCount, Round, Tail, Witness
from undersigned.ledger.rules import (
    PROMISE_SLACK,
    ROUND_LIMIT,
    ROUND_LIMIT_SQLITE,
    ShownCount,
    Target,
    WitnessStanding,
)
from undersigned.ledger.site import asked_witnesses, first_origin, log_folder, site_cosigner
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.laws import LEAVES, Line, Standing
from undersigned.tlog.notes import NoteRefused, parse_vkey
from undersigned.tlog.policies import format_policy
from undersigned.tlog.readers import LogBroken, check_log, with_full_tiles
from undersigned.tlog.recount import recount
from undersigned.tlog.tree import RightEdge

NOTHING_YET = ShownCount(count=0, counted_at=None, log_size=0)


def shown_count(pid: str, now: datetime) -> ShownCount:
    """The number to show for this petition at `now`; 0 without a time where the log has published none."""
    return shown_counts([pid], now)[pid]


def shown_counts(pids: Iterable[str], now: datetime) -> dict[str, ShownCount]:
    """The numbers to show at `now`, one for every pid that was asked for."""
    asked = list(pids)
    rows = PublishedCount.objects.in_bulk(asked)
    return {pid: shown(rows[pid], now) if pid in rows else NOTHING_YET for pid in asked}


def shown(row: PublishedCount, now: datetime) -> ShownCount:
    """The row's number at `now`: the previous one until every process may show the new one."""
    if now >= row.show_at:
        return ShownCount(row.count, row.counted_at, row.log_size)
    return ShownCount(row.previous_count, row.previous_counted_at, row.previous_log_size)


def log_state() -> LogState | None:
    """How far the log is; None before the publisher's first start."""
    return LogState.objects.first()


def published_size() -> int:
    """Entries that the published checkpoint holds: the cursor that higher rooms follow."""
    return LogState.objects.values_list("published_size", flat=True).first() or 0


def log_vkey() -> str | None:
    """The log's public key as verifiers take it; None before the publisher's first start."""
    return LogState.objects.values_list("vkey", flat=True).first()


def policy_text(log_url: str) -> str | None:
    """What a verifier of this log trusts (C2SP tlog-policy); None before the publisher's first start.

    Where the log has witnesses, any one of them is the quorum: who wants more of them writes their own.
    """
    vkey = log_vkey()
    asked = [(each.verifier.vkey, each.url) for each in asked_witnesses()]
    return None if vkey is None else format_policy(vkey, log_url, asked, 1 if asked else 0)


def refusal() -> str:
    """Why the publisher does not go on, in words; empty while it does."""
    return LogState.objects.values_list("refused", flat=True).first() or ""


def alarm() -> str:
    """What the last recount found, a sentence on each line; empty where all was well."""
    return LogState.objects.values_list("alarm", flat=True).first() or ""


def served_note(size: int) -> str:
    """The signed checkpoint of this size as it is served: the log's own line first, then the witnesses' by key.

    Its text and the log's signature are those of the round, whatever witnesses come to it later.
    """
    lines = Cosignature.objects.filter(round_id=size).order_by("vkey").values_list("line", flat=True)
    return Round.objects.get(size=size).note + "".join(f"{line}\n" for line in lines)


def witnesses(now: datetime) -> list[WitnessStanding]:
    """How each witness of the settings stands, in their order; empty where there is none.

    A cosignature of more than a minute ahead of `now` is not shown: that witness's clock is wrong.
    """
    asked = asked_witnesses()
    if not asked:
        return []
    vkeys = [each.verifier.vkey for each in asked]
    known = Cosignature.objects.filter(vkey__in=vkeys, cosigned_at__lte=now + timedelta(minutes=1))
    sizes = dict(known.values("vkey").annotate(newest=Max("round_id")).values_list("vkey", "newest"))
    times = {(row.vkey, row.round_id): row.cosigned_at for row in known.filter(round_id__in=set(sizes.values()))}
    faults = dict(Witness.objects.filter(vkey__in=vkeys).values_list("vkey", "fault"))
    published = published_size()
    return [
        WitnessStanding(
            each.verifier.name,
            each.url,
            sizes.get(vkey),
            times.get((vkey, sizes.get(vkey, -1))),
            sizes.get(vkey) == published,
            faults.get(vkey, ""),
        )
        for each, vkey in zip(asked, vkeys, strict=True)
    ]


def witness_vkey() -> str:
    """This site's public key as a witness of others."""
    state = log_state()
    return site_cosigner(state.origin if state is not None else first_origin()).verifier.vkey


def round_limit() -> int:
    """How many events a round may hold on this database."""
    return ROUND_LIMIT_SQLITE if connection.vendor == "sqlite" else ROUND_LIMIT


def lines_of(pids: Iterable[str]) -> dict[str, Line]:
    """Where the lines of these petitions end in the log; a petition that is not in it is left out."""
    return {pid: line_of(tail) for pid, tail in Tail.objects.in_bulk(list(pids)).items()}


def line_of(tail: Tail) -> Line:
    """The stored end of a petition's line as a value."""
    return Line(tail.n, tail.c, tail.version, tail.is_closed, tail.is_sealed)


def logged_targets(event_ids: Iterable[int]) -> dict[int, Target]:
    """The signatures among these events that have their place in the log, and whether each stands."""
    asked = set(event_ids)
    if not asked:
        return {}
    signs = Event.objects.filter(id__in=asked, index__isnull=False, type="sign").values_list("id", "pid", "index")
    later = Event.objects.filter(target_id__in=asked, index__isnull=False).order_by("index")
    last = dict(later.values_list("target_id", "type"))
    return {
        event_id: Target(pid, index or 0, LEAVES[last[event_id]] if event_id in last else Standing.STANDS)
        for event_id, pid, index in signs
    }


def logged_entries(start: int, end: int) -> Iterator[bytes]:
    """The entries from index `start` to before `end` as the database has them, in parts of bounded memory."""
    step = 10_000
    for low in range(start, end, step):
        rows = Event.objects.filter(index__gte=low, index__lt=min(low + step, end)).order_by("index")
        for entry in rows.values_list("entry", flat=True):
            yield entry.encode()


def rounds_between(start: int, end: int) -> Iterator[Round]:
    """The rounds whose size is above `start` and at most `end`, in order."""
    return Round.objects.filter(size__gt=start, size__lte=end).order_by("size").iterator(chunk_size=1000)


def findings(now: datetime) -> list[str]:
    """What in the log should not be, a sentence each; empty where all is well.

    Recounts everything from the files of this node and recomputes the tree from the database: time and reading
    grow with the log. May run beside a publisher.
    """
    state = log_state()
    if state is None:
        return []
    return [*_told_findings(state), *recount_findings(), *_waiting_findings(now)]


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
