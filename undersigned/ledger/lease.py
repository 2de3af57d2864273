"""The lease: one publisher at a time, by an epoch in the state row, which works behind PgBouncer too.

Whoever takes the lease raises the epoch; whoever writes locks the row and compares. Time decides only when
another may try: a publisher with a wrong clock may lose the lease early, it can never write beside another.
"""

from datetime import datetime

from django.db import connection

from undersigned.ledger.models import LogState
from undersigned.ledger.rules import LeaseLost, LogRefused


def locked_state(*, epoch: int | None, now: datetime) -> LogState:
    """The state row, locked until the transaction ends; raises LeaseLost where the epoch is not the caller's.

    Without an epoch (a command, a test) it is required that no publisher holds the lease. Raises LogRefused
    where there is no log yet.
    """
    state = LogState.objects.select_for_update().first()
    if state is None:
        raise LogRefused("There is no log yet: the publisher has never been started.")
    if epoch is None and is_held(state, now):
        raise LeaseLost(f"the publisher {state.holder} is at work")
    if epoch is not None and state.epoch != epoch:
        raise LeaseLost(f"epoch {epoch} is over, {state.epoch} is under way")
    return state


def is_held(state: LogState, now: datetime) -> bool:
    """True while some publisher may believe that the lease is its own."""
    return bool(state.holder) and state.lease_until is not None and now < state.lease_until


def make_durable() -> None:
    """The transaction under way is on disk once its commit returns, and does not hold its locks for ever.

    On SQLite the connection is asked; `synchronous` can't be changed inside a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit TO on")
            # A publisher whose machine vanished must not keep the state row locked.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout TO '30s'")
            return
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] < 2:
            raise LogRefused("SQLite runs without synchronous=FULL: a power cut could take back what the log signed.")
