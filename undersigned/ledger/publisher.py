"""The publisher's loop: one process at a time issues rounds and publishes them; a second one waits and mirrors."""

import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.conf import settings
from django.db import connections, transaction

from undersigned.ledger.actions.free_lease import free_lease
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.mirror_files import mirror_files
from undersigned.ledger.actions.note_refusal import note_refusal
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.publish import publish
from undersigned.ledger.actions.refresh_checkpoint import refresh_checkpoint
from undersigned.ledger.actions.renew_lease import renew_lease
from undersigned.ledger.actions.take_lease import take_lease
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.guard import check_start
from undersigned.ledger.models import LogState
from undersigned.ledger.queries import log_state, round_limit
from undersigned.ledger.recounting import start_recounting
from undersigned.ledger.rules import LEASE, REFUSED_AGAIN, SHOW_AFTER, LeaseLost, LogRefused
from undersigned.ledger.waiting import is_round_full
from undersigned.ledger.witnesses import Witnesses

# Between two looks at a lease that another holds, or at a database that does not answer.
LOOK_AGAIN = timedelta(seconds=1)
# Between two looks at whether the witnesses have answered, before anything is signed.
A_MOMENT = timedelta(milliseconds=50)


class AfterPublication(Protocol):
    """What a higher room does once a publication stands; it follows its own cursor and may be called twice."""

    def __call__(self, *, now: datetime) -> object: ...


def run(
    stop: threading.Event,
    *,
    clock: Callable[[], datetime],
    after_publication: AfterPublication,
) -> None:
    """Issue and publish rounds until `stop` is set; then the lease is free for the next publisher at once.

    `clock` returns the aware UTC time. Survives errors and restarts of the database: logs, waits, goes on. Where the
    log must not be written it says why, in the log and in the state row, and looks again, so that nothing else stops.
    Once in 24 hours what was published is recounted beside it.
    """
    publisher = Publisher(clock, after_publication, timedelta(seconds=settings.UNDERSIGNED.round_seconds))
    start_recounting(stop, clock=clock, is_publishing=lambda: publisher.epoch is not None)
    try:
        while not stop.is_set():
            stop.wait(publisher.work_or_refuse().total_seconds())
    finally:
        publisher.leave()


class Publisher:
    """One process's part in publishing; `work` is one step, after each of which the process may die."""

    def __init__(self, clock: Callable[[], datetime], after_publication: AfterPublication, pause: timedelta) -> None:
        self.clock, self.after_publication, self.pause = clock, after_publication, pause
        self.holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.log = structlog.get_logger().bind(part="publisher")
        self.epoch: int | None = None
        # When another's lease ends, and since when this has not changed.
        self.seen: tuple[datetime | None, datetime] = (None, clock())
        self.renewed = self.next_round = clock()
        self.written_size: int | None = None
        # Both are made anew with each lease.
        self.witnesses: Witnesses | None = None
        self.is_guarded = False
        # A publication may have been left without what follows it by a publisher that was killed.
        self.is_following_due = True

    def work_or_refuse(self) -> timedelta:
        """As `work`, but a refusal is told to everybody and the lease is given back; returns how long to rest."""
        try:
            return self.work()
        except LogRefused as refusal:
            self.log.error("publisher refuses", reason=str(refusal))  # noqa: TRY400 - the sentence says all
            self.leave()
            self._tell(str(refusal))
            return REFUSED_AGAIN

    def work(self) -> timedelta:
        """One step of whatever is to do; returns how long to rest before the next. Raises LogRefused only."""
        try:
            return self._step()
        except LogRefused:
            raise
        except LeaseLost as lost:
            self.log.warning("lease lost", reason=str(lost))
            self.epoch = None
        except Exception:
            # Whatever it was (the database restarting, a full disk): all that is known stands in the database.
            self.log.exception("publisher fault")
            connections.close_all()
        return LOOK_AGAIN

    def leave(self) -> None:
        """The lease is free, if this process holds it and the database answers."""
        try:
            if self.epoch is not None:
                free_lease(epoch=self.epoch)
        except Exception:
            self.log.exception("lease not freed")
        finally:
            self.epoch = None
            connections.close_all()

    def _tell(self, reason: str) -> None:
        try:
            note_refusal(reason=reason, now=self.clock())
        except Exception:
            # The database may be what is wrong; the log above has it.
            self.log.exception("refusal not noted")

    def _step(self) -> timedelta:
        if self.epoch is None and not self._begin():
            return self._wait()
        self._keep_lease()
        state = log_state()
        if state is None or self.witnesses is None:
            return LOOK_AGAIN
        if self.witnesses.look(state):
            refresh_checkpoint(epoch=self.epoch, now=self.clock())
        if not self._is_guarded():
            return A_MOMENT
        if state.published_at is None or state.published_size < state.size:
            return self._publish(state)
        if self.is_following_due:
            self.after_publication(now=self.clock())
            self.is_following_due = False
        return self._issue()

    def _wait(self) -> timedelta:
        """Another publishes: this node serves what it publishes. A fault of these files is this node's own."""
        try:
            mirror_files()
        except LogRefused as refusal:
            self.log.error("this node's files refused", reason=str(refusal))  # noqa: TRY400 - the sentence says all
            return REFUSED_AGAIN
        return LOOK_AGAIN

    def _is_guarded(self) -> bool:
        """True once the witnesses were asked whether they have seen more than this database holds."""
        if not self.is_guarded and self.witnesses is not None and self.witnesses.is_settled:
            self.is_guarded = True
            note_refusal(reason="", now=self.clock())
        return self.is_guarded

    def _begin(self) -> bool:
        """True once this process holds the lease of a log that may go on."""
        with transaction.atomic():
            open_log(now=self.clock())
            epoch = take_lease(holder=self.holder, now=self.clock(), abandoned=self._abandoned())
            if epoch is None:
                return False
            # Read again: until the lease locked the row, another publisher may have moved it.
            state = LogState.objects.get()
            check_start(state)
        self.epoch, self.renewed = epoch, self.clock()
        self.witnesses, self.is_guarded = Witnesses(self.clock), False
        self.written_size = None
        mirror_files(after_round=self._keep_lease)
        self.log.info("publishing", origin=state.origin, size=state.size, epoch=epoch)
        return True

    def _abandoned(self) -> datetime | None:
        """The end of a lease that its holder has not renewed for as long as one lasts; None where there is none."""
        state, now = log_state(), self.clock()
        until = state.lease_until if state is not None else None
        if until != self.seen[0] or now < self.seen[1]:
            self.seen = (until, now)
        return until if now - self.seen[1] > LEASE else None

    def _keep_lease(self) -> None:
        now = self.clock()
        if self.epoch is not None and not timedelta() <= now - self.renewed < LEASE / 4:
            renew_lease(epoch=self.epoch, now=now)
            self.renewed = now

    def _publish(self, state: LogState) -> timedelta:
        if self.written_size != state.size:
            write_files(size=state.size, after_round=self._keep_lease)
            self.written_size = state.size
        now = self.clock()
        if publish(epoch=self.epoch, now=now) is not None:
            self.is_following_due = True
            return timedelta()
        # The publication before is not yet shown; what has piled up need not wait for that.
        if is_round_full(round_limit()) and issue_round(epoch=self.epoch, now=now):
            return timedelta()
        return max(min((state.show_at or now) - now, SHOW_AFTER), timedelta(milliseconds=20))

    def _issue(self) -> timedelta:
        """Issues a round when its time has come or it is full."""
        now = self.clock()
        rest = min(self.next_round - now, self.pause)
        if rest > timedelta() and not is_round_full(round_limit()):
            return min(rest, LOOK_AGAIN)
        self.next_round = now + self.pause
        return timedelta() if issue_round(now=now, epoch=self.epoch) else min(self.pause, LOOK_AGAIN)
