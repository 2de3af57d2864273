"""Publish: the world sees what the log has signed, and the public counts follow."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.lease import locked_state, make_durable
from undersigned.ledger.models import Event, LogState, PublishedCount
from undersigned.ledger.queries import served_note
from undersigned.ledger.rules import SHOW_AFTER, LogRefused
from undersigned.ledger.site import log_folder
from undersigned.tlog.tiles import right_tiles

_REPLACED = (
    "count",
    "counted_at",
    "log_size",
    "previous_count",
    "previous_counted_at",
    "previous_log_size",
    "show_at",
)


def publish(*, now: datetime, epoch: int | None = None) -> int | None:
    """The newest round's checkpoint is in place and the counts say what it holds; its size, or None if all is out.

    Call `write_files` first. None as well while the publication before is not yet shown, so that a page's
    number never jumps over one. The checkpoint is replaced before the commit: a crash between the two leaves a
    checkpoint ahead of `published_size`, which the next call repeats to the byte. Raises LeaseLost.
    """
    with transaction.atomic():
        make_durable()
        state = locked_state(epoch=epoch, now=now)
        is_out = state.published_at is not None and state.published_size == state.size
        if is_out or _is_waiting(state, now):
            return None
        _check_files(state.size)
        _write_counts(state, now)
        log_folder().replace_checkpoint(served_note(state.size))
        state.previous_size, state.published_size = state.published_size, state.size
        state.published_at, state.show_at = now, now + SHOW_AFTER
        state.save(update_fields=["previous_size", "published_size", "published_at", "show_at"])
        return state.size


def _is_waiting(state: LogState, now: datetime) -> bool:
    """True while the publication before is not yet shown; a time far ahead is a clock that was set back."""
    return state.show_at is not None and now < state.show_at <= now + SHOW_AFTER


def _check_files(size: int) -> None:
    folder = log_folder()
    for tile in right_tiles(size):
        if not folder.holds(tile):
            raise LogRefused(f"The log's file {tile.path} is missing on this node; a checkpoint comes after its tiles.")


def _write_counts(state: LogState, now: datetime) -> None:
    """The public counts that change with this publication, each beside the number that it replaces."""
    events = Event.objects.filter(index__gte=state.published_size, index__lt=state.size).order_by("index")
    counts = dict(events.values_list("pid", "c"))
    standing = PublishedCount.objects.in_bulk(list(counts))
    rows = []
    for pid, count in counts.items():
        old = standing.get(pid)
        if count is None or (old is not None and old.count == count):
            continue
        row = PublishedCount(pid=pid, count=count, counted_at=now, log_size=state.size, show_at=now + SHOW_AFTER)
        if old is not None:
            row.previous_count, row.previous_counted_at = old.count, old.counted_at
            row.previous_log_size = old.log_size
        rows.append(row)
    PublishedCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["pid"],
        update_fields=_REPLACED,
        batch_size=2000,
    )
