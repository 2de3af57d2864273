"""Questions to the public log. The numbers here are the only ones a page may show."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from undersigned.ledger.models import Cosignature, Event, LogState, PublishedCount, Round, Tail, Witness
from undersigned.ledger.rules import (
    ROUND_LIMIT,
    ROUND_LIMIT_SQLITE,
    ShownCount,
    Target,
    WitnessStanding,
)
from undersigned.ledger.site import asked_witnesses, first_origin, site_cosigner
from undersigned.tlog.laws import LEAVES, Line, Standing
from undersigned.tlog.policies import format_policy

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


def recounted_at() -> datetime | None:
    """When the last recount began that came to its end; None before the first."""
    return LogState.objects.values_list("recounted_at", flat=True).first()


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
