"""Delivers letters from the outboxes to the mail server, one after the other over one connection.

Promise: an attempt is committed before the letter is announced, and one letter at a time is under way. A kill between
the server's "250" and our row can send that letter a second time; the third is never made by itself. Letters that were
claimed and not handed over have used up no attempt; they are free again after rules.LEASE, or at once when the
courier stops by itself. What is known of an attempt's end is kept until the database has it, and an attempt that never
began is not counted where a connection broke while it was committed.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog
from django.conf import settings
from django.db import DatabaseError

from undersigned.mail.actions.claim import claim
from undersigned.mail.actions.hold import hold
from undersigned.mail.actions.open_transport import open_transport
from undersigned.mail.actions.release import release
from undersigned.mail.actions.settle import settle, settle_unwritten
from undersigned.mail.actions.take_back import take_back
from undersigned.mail.actions.try_again import try_again
from undersigned.mail.claims import Doubtful, Ended, InHand
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed, outboxes
from undersigned.mail.pace import Pace
from undersigned.mail.queries import due_rows, pause_reason
from undersigned.mail.refusals import Refusals
from undersigned.mail.route import Route
from undersigned.mail.rules import LEASE, End, FilledLetter, Letter
from undersigned.mail.transport import MailUnreachable, Transport
from undersigned.mail.turns import Turns

log = structlog.get_logger()
Clock = Callable[[], datetime]
LOOKS_EVERY_SECONDS: Final = 0.5
"""How often somebody asks for more urgent letters while a storm leaves."""
CLAIMED_FOR_SECONDS: Final = 5.0
FIRST_GUESS_SECONDS: Final = 0.1
"""What a letter is taken to last before the first has left."""


def deliver(*, clock: Clock, limit: int = 200) -> int:
    """Sends up to `limit` letters that are due and returns how many left; 0 while mail is paused or unreachable."""
    courier = Courier(clock=clock)
    try:
        return courier.carry(limit=limit)
    finally:
        courier.close()


class Courier:
    """One worker's way of letters. `close` it."""

    def __init__(self, *, clock: Clock, stopping: threading.Event | None = None) -> None:
        self._clock = clock
        self._stopping = stopping or threading.Event()
        self._route = Route("", open_transport)
        self._pace = Pace(settings.UNDERSIGNED.mail_per_second)
        self._turns = {outbox.model: Turns(outbox) for outbox in outboxes()}
        self._hand: deque[InHand] = deque()
        self._ended: Ended | None = None
        self._doubtful: Doubtful | None = None
        self._looked_at = -LOOKS_EVERY_SECONDS
        self._lasts = FIRST_GUESS_SECONDS
        self._refusals = Refusals()

    def carry(self, *, limit: int) -> int:
        """Hands over up to `limit` letters that are due, the most urgent first; how many left.

        0 where none is due, mail is paused or the server cannot be reached, which is logged.
        """
        url = settings.UNDERSIGNED.smtp_url or ""
        if url != self._route.url:
            self._route.close()
            self._route = Route(url, open_transport)
        if not url or self._route.is_resting or pause_reason() is not None:
            self._drop()
            return 0
        try:
            return self._carry(limit)
        except MailUnreachable as fault:
            log.warning("mail unreachable", fault=str(fault))
            self._drop()
            return 0
        finally:
            self._route.close_if_idle()

    def close(self) -> None:
        """Claimed letters are free, the connection is closed."""
        self._drop()
        self._route.close()

    def _drop(self) -> None:
        self._settle_ended()
        release(self._hand)
        self._hand.clear()

    def _carry(self, limit: int) -> int:
        sent = 0
        if self._doubtful is not None:
            self._settle_ended()
        for _ in range(limit):
            if self._stopping.is_set() or (hand := self._next()) is None:
                break
            began = time.monotonic()
            sent += self._attempt(hand)
            self._lasts = 0.8 * self._lasts + 0.2 * (time.monotonic() - began)
        self._settle_ended()
        return sent

    def _next(self) -> InHand | None:
        """The letter to hand over now, or None where none is due."""
        if self._hand and time.monotonic() - self._looked_at < LOOKS_EVERY_SECONDS:
            return self._hand.popleft()
        self._settle_ended()
        if pause_reason() is not None:
            self._drop()
            return None
        for outbox in outboxes():
            if self._hand and self._hand[0].outbox is outbox:
                self._looked_at = time.monotonic()
                break
            if taken := self._claim(outbox):
                self._hand.extendleft(reversed(taken))
                # Where one was urgent there may be another: look again after it.
                self._looked_at = -LOOKS_EVERY_SECONDS
                break
        return self._hand.popleft() if self._hand else None

    def _claim(self, outbox: Outboxed[Outbox]) -> list[InHand]:
        """Letters that are due, written; [] where none is. Goes on while all that it finds is put off."""
        turns = self._turns[outbox.model]
        while True:
            now = self._clock()
            most = max(1, min(outbox.together, int(CLAIMED_FOR_SECONDS / self._lasts)))
            owners = turns.next(now, most)
            # Asked first without a transaction: on SQLite a transaction keeps all other writers out.
            if not owners or (None in owners and not due_rows(outbox, now).exists()):
                return []
            share = max(1, most // len(owners))
            found = claim(outbox, turns=owners, share=share, now=now)
            turns.note(found.seen, share)
            if hands := [hand for row in found.rows if (hand := self._written(outbox, row)) is not None]:
                return hands
            if not found.seen and not outbox.fair_by:
                return []

    def _written(self, outbox: Outboxed[Outbox], row: Outbox) -> InHand | None:
        letter: Letter | FilledLetter | None = None
        try:
            letter = outbox.render(row, self._clock())
            is_over = letter is None
        except Exception:
            # One letter that cannot be rendered must not hold up all others; it is logged without its row's content.
            log.exception("letter not rendered", outbox=outbox.model._meta.label)
            is_over = False
        if letter is None:
            settle_unwritten(row, now=self._clock(), is_over=is_over)
            return None
        return InHand(outbox, row, letter)

    def _attempt(self, hand: InHand) -> int:
        """Begins, hands over; 1 where the letter left. How it ended is noted with the beginning of the next one."""
        if self._pace.seconds_left > 0:
            self._settle_ended()
        try:
            transport = self._route.transport()
        except MailUnreachable:
            self._hand.appendleft(hand)
            raise
        self._pace.wait(self._stopping)
        if self._stopping.is_set():
            self._hand.appendleft(hand)
            return 0
        ended, self._ended = self._ended, None
        now, claimed_until = self._clock(), hand.row.letter_lease or self._clock()
        try:
            may_begin = settle(ended, following=hand, now=now)
        except BaseException:
            self._ended, self._doubtful = ended, Doubtful(hand.row, claimed_until, now + LEASE)
            raise
        return self._hand_over(transport, hand) if may_begin else 0

    def _hand_over(self, transport: Transport, hand: InHand) -> int:
        try:
            end = transport.hand_over(
                hand.letter, sender=settings.MAIL_FROM, now=self._clock(), waiting=lambda: self._hold(hand)
            )
        except ValueError:
            # The message could not be composed: a passing fault of ours, known not to have been sent.
            log.exception("letter not composed", outbox=hand.outbox.model._meta.label)
            end = End.LATER
        except MailUnreachable:
            self._ended = Ended(hand.outbox, hand.row, End.LATER, self._clock())
            self._route.failed()
            raise
        self._ended = Ended(hand.outbox, hand.row, self._meant(end, hand.row), self._clock())
        self._note_route(transport)
        return int(end is End.SENT)

    def _meant(self, end: End, row: Outbox) -> End:
        """A refusal by a server that refuses everybody passes, also for those who were refused before it was known."""
        if end is End.SENT:
            self._refusals.taken(self._clock())
        if end is not End.REFUSED or not self._refusals.refused(row):
            return end
        if self._refusals.has_just_begun:
            log.error("mail server refuses everybody", part="mail")
        try_again(self._refusals.take_first(), now=self._clock())
        return End.LATER

    def _note_route(self, transport: Transport) -> None:
        if transport.is_troubled:
            self._route.failed()
            if self._route.is_resting:
                raise MailUnreachable("the server wants to be left alone")
        else:
            self._route.went_well()

    def _hold(self, hand: InHand) -> None:
        try:
            hold(hand, now=self._clock())
        except DatabaseError:
            # The letter is under way: what becomes of it counts, not whether others know that it is ours.
            log.exception("letter not held")

    def _settle_ended(self) -> None:
        if self._doubtful is not None:
            take_back(self._doubtful)
            self._doubtful = None
        if self._ended is not None:
            settle(self._ended, now=self._clock())
            self._ended = None
