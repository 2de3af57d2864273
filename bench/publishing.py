"""One round, from issue to publication, with all that follows from it."""

import os
import time
from datetime import datetime, timedelta

from bench.machine import look
from bench.sites import postmaster


def publish_all(now: datetime) -> None:
    """Everything that waited stands in the log, is published and counted. `now` moves on where a rule says to wait."""
    from undersigned.ledger.actions.free_lease import free_lease
    from undersigned.ledger.actions.issue_round import issue_round
    from undersigned.ledger.actions.open_log import open_log
    from undersigned.ledger.actions.publish import publish
    from undersigned.ledger.actions.take_lease import take_lease
    from undersigned.ledger.actions.write_files import write_files
    from undersigned.ledger.queries import log_state
    from undersigned.signatures.actions.mark_counted import mark_counted

    open_log(now=now)
    state = log_state()
    # The publication before must be shown first; a bench does not wait for that, it looks at a later clock.
    now = max(now, (state.show_at or now) if state else now) + timedelta(seconds=1)
    epoch = take_lease(holder="bench", now=now)
    assert epoch is not None, "another publisher holds the lease"
    while issue_round(now=now, epoch=epoch):
        pass
    state = log_state()
    assert state is not None
    write_files(size=state.size)
    publish(now=now, epoch=epoch)
    mark_counted(now=now)
    free_lease(epoch=epoch)


class Work:
    """CPU seconds of this process and of its PostgreSQL server since it was made."""

    def __init__(self) -> None:
        self._parts = {"database": [postmaster(os.environ["DATABASE_URL"])]}
        self._before, self._own = look(self._parts), time.process_time()

    def seconds(self) -> float:
        own = time.process_time() - self._own
        return own + look(self._parts).parts["database"] - self._before.parts["database"]
