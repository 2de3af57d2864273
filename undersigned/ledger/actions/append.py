"""Append: an event of a petition waits for the next round."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.models import Event
from undersigned.ledger.rules import NotInTransaction


def append(*, pid: str, type: str, fields: str = "", target: Event | None = None, now: datetime) -> Event:
    """A pending event stands in the caller's transaction; raises NotInTransaction outside one.

    `fields` is what the entry says after `c`, without the index of a target (docs/ledger.md): a `sign` has
    "<v> <commitment>", a `withdraw` only its target, an `invalidate` its target and the reason. Raises
    EntryRefused where these don't fit the type. Not idempotent: one call, one event.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{type} of {pid} must be appended inside the transaction that causes it")
    return Event.objects.create(pid=pid, type=type, fields=fields, target=target, created_at=now)
