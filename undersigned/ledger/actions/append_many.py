"""Append many: a batch of events waits for the next round, written by one statement."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from undersigned.ledger.models import Event
from undersigned.ledger.rules import NewEvent, NotInTransaction, check_new_event


def append_many(*, events: Sequence[NewEvent], now: datetime) -> list[Event]:
    """As `append`, for all of these and in their order: all stand in the caller's transaction, or none does."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("an event must be appended inside the transaction that causes it")
    named = {event.target_id for event in events if event.target_id is not None}
    signatures = dict(Event.objects.filter(id__in=named, type="sign").values_list("id", "pid")) if named else {}
    for event in events:
        check_new_event(event, signatures)
    return Event.objects.bulk_create(
        Event(
            pid=event.pid,
            type=event.type,
            fields=event.fields,
            target_id=event.target_id,
            created_at=now,
            wait_until=now + event.patience if event.patience else None,
        )
        for event in events
    )
