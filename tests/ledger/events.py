"""Events for the ledger's tests: appended as the rooms above append them."""

import base64
import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from undersigned.ledger.actions.append import append
from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.models import Event
from undersigned.ledger.rules import NewEvent


def pid_of(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(16, "big")).decode().rstrip("=")


def some_hash(word: object) -> str:
    return base64.b64encode(hashlib.sha256(str(word).encode()).digest()).decode()


PID = pid_of(1)
FIELDS = {
    "open": f"1 {some_hash('text')} {some_hash('rules')}",
    "amend": f"2 {some_hash('text 2')}",
    "invalidate": "bot",
    "restore": some_hash("new secret"),
    "paper": f"40 {some_hash('sheet')}",
    "import": f"7 {some_hash('list')}",
    "tally": some_hash("tally"),
}


AT_ONCE = timedelta()


def happen(
    kind: str,
    now: datetime,
    *,
    pid: str = PID,
    target: Event | None = None,
    version: int = 1,
    patience: timedelta = AT_ONCE,
) -> Event:
    """One event in a transaction of its own, with plausible fields."""
    fields = f"{version} {some_hash((kind, now))}" if kind == "sign" else FIELDS.get(kind, "")
    with transaction.atomic():
        return append(pid=pid, type=kind, fields=fields, target=target, patience=patience, now=now)


def sign_many(count: int, now: datetime, *, pid: str = PID, patience: timedelta = AT_ONCE) -> list[Event]:
    """So many signatures in one batch."""
    with transaction.atomic():
        return append_many(
            events=[NewEvent(pid, "sign", f"1 {some_hash((pid, number))}", None, patience) for number in range(count)],
            now=now,
        )
