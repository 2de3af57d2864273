"""Questions to the public log. The numbers here are the only ones a page may show."""

from collections.abc import Iterable
from datetime import datetime

from undersigned.ledger.models import PublishedCount
from undersigned.ledger.rules import ShownCount

NOTHING_YET = ShownCount(count=0, counted_at=None, log_size=0)


def shown_count(pid: str, now: datetime) -> ShownCount:
    """The number to show for this petition at `now`; 0 without a time where the log has published none."""
    return shown_counts([pid], now).get(pid, NOTHING_YET)


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
