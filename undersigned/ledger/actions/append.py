"""Append: an event of a petition waits for the next round."""

from datetime import datetime, timedelta

from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.models import Event
from undersigned.ledger.rules import NewEvent


def append(
    *,
    pid: str,
    type: str,  # noqa: A002 - the word that the log's format has for it
    fields: str = "",
    target: Event | None = None,
    patience: timedelta = timedelta(),
    now: datetime,
) -> Event:
    """A pending event stands in the caller's transaction; raises NotInTransaction outside one.

    `fields` is what the entry says after `c`, without the index of a target (docs/ledger.md): a `sign` has
    "<v> <commitment>", a `withdraw` only its target, an `invalidate` its target and the reason. `patience`: how long
    it may wait for others of its petition (`ledger.waiting.patience`). Raises EntryRefused where these don't fit the
    type. Not idempotent: one call, one event.
    """
    new = NewEvent(pid, type, fields, target.id if target is not None else None, patience)
    return append_many(events=[new], now=now)[0]
