"""Recount the log when it is time: once in 24 hours, by the process that publishes, whose files are never behind."""

from datetime import datetime, timedelta
from typing import Final

from undersigned.jobs.actions.take_turn import take_turn
from undersigned.ledger.actions.recount_log import recount_log
from undersigned.ledger.queries import log_state

RECOUNT: Final = "undersigned.ledger.actions.recount_log.recount_log"
EVERY: Final = timedelta(hours=24)
AGAIN: Final = timedelta(hours=1)
"""After one that broke off: a process that was told to stop, a database that went away."""


def recount_due(*, now: datetime) -> bool:
    """True where the log was recounted now. Asked by several at once, one does it."""
    state = log_state()
    if state is None or state.published_at is None:
        return False
    # A recount of tomorrow was made before a clock was set back.
    if state.recounted_at is not None and timedelta() <= now - state.recounted_at < EVERY:
        return False
    if not take_turn(action=RECOUNT, every=AGAIN, now=now):
        return False
    recount_log(now=now)
    return True
