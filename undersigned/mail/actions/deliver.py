"""Sends the letters that are due, the most urgent outbox first.

Promise: every attempt is committed before DATA. A crash between the server's "250" and our row can send a letter a
second time; the third is never made by itself. A letter that was asked for again meanwhile is not lost: what is
settled is the number that was sent.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from undersigned.jobs.rules import retry_after
from undersigned.mail.actions.open_transport import open_transport
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed, outboxes
from undersigned.mail.queries import pause_reason
from undersigned.mail.rules import MOST_UNSETTLED, End, Letter
from undersigned.mail.transport import MailUnreachable, Transport

log = structlog.get_logger()
Clock = Callable[[], datetime]


def deliver(*, clock: Clock, limit: int = 200) -> int:
    """Sends up to `limit` letters that are due and returns how many left; 0 while mail is paused or unreachable."""
    url = settings.UNDERSIGNED.smtp_url
    if not url or pause_reason() is not None or not _is_any_due(clock()):
        return 0
    try:
        with open_transport(url) as way_out:
            return _serve_all(way_out, clock, limit)
    except MailUnreachable as fault:
        log.warning("mail unreachable", fault=str(fault))
        return 0


def _is_any_due(now: datetime) -> bool:
    return any(_due(outbox, now).exists() for outbox in outboxes())


def _due(outbox: Outboxed[Outbox], now: datetime) -> QuerySet[Outbox]:
    return outbox.model._default_manager.filter(letter_due__lte=now).order_by("letter_due")


def _serve_all(way_out: Transport, clock: Clock, limit: int) -> int:
    sent = 0
    for outbox in outboxes():
        while sent < limit and (row := _claim(outbox, clock())) is not None:
            sent += _attempt(outbox, row, way_out, clock)
    return sent


def _claim(outbox: Outboxed[Outbox], now: datetime) -> Outbox | None:
    """The next row with its attempt committed, or None where nothing is due. Capped letters are put off on the way."""
    while True:
        with transaction.atomic():
            rows = _due(outbox, now)
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            row: Outbox | None = rows.first()
            if row is None:
                return None
            if _may_leave(outbox, row, now):
                row.letter_unsettled += 1
                row.letter_due = now + retry_after(row.letter_unsettled)
                row.save(update_fields=["letter_unsettled", "letter_due"])
                return row


def _may_leave(outbox: Outboxed[Outbox], row: Outbox, now: datetime) -> bool:
    """True where the attempt may be made; otherwise the row has been put off or given up."""
    if row.letter_unsettled >= MOST_UNSETTLED:
        row.letter_due, row.letter_end = None, End.UNSURE.value
    elif (opens := outbox.window(row, now)) is not None:
        row.letter_due = opens
    else:
        return True
    row.save(update_fields=["letter_due", "letter_end"])
    return False


def _attempt(outbox: Outboxed[Outbox], row: Outbox, way_out: Transport, clock: Clock) -> int:
    """Renders, hands over, settles; 1 where the letter left."""
    try:
        letter = outbox.render(row, clock())
    except Exception:
        # One letter that cannot be rendered must not hold up all others; it is logged without its row's content.
        log.exception("letter not rendered", outbox=outbox.model._meta.label)
        _settle(outbox, row, End.LATER, clock())
        return 0
    if letter is None:
        _forget(row)
        return 0
    end = _hand_over(outbox, row, letter, way_out, clock)
    _settle(outbox, row, end, clock())
    return int(end is End.SENT)


def _hand_over(outbox: Outboxed[Outbox], row: Outbox, letter: Letter, way_out: Transport, clock: Clock) -> End:
    try:
        return way_out.hand_over(letter, sender=settings.MAIL_FROM, now=clock())
    except MailUnreachable:
        _settle(outbox, row, End.LATER, clock())
        raise
    except ValueError:
        # The message could not be composed: a passing fault of ours, known not to have been sent.
        log.exception("letter not composed", outbox=outbox.model._meta.label)
        return End.LATER


def _forget(row: Outbox) -> None:
    _same(row).update(letter_due=None, letter_unsettled=0)


def _same(row: Outbox) -> QuerySet[Outbox]:
    """The row, as long as nobody has asked for another letter meanwhile."""
    return type(row)._default_manager.filter(pk=row.pk, letter_number=row.letter_number)


def _settle(outbox: Outboxed[Outbox], row: Outbox, end: End, now: datetime) -> None:
    """Notes how the attempt ended and, where it must be made again, when."""
    with transaction.atomic():
        if end is End.SENT:
            _same(row).update(letter_due=None, letter_unsettled=0, letter_tries=0, letter_end=end.value)
            # The time of sending is noted even where another letter was asked for meanwhile.
            type(row)._default_manager.filter(pk=row.pk).update(letter_sent_at=now)
            outbox.sent(row, now)
        elif end is End.REFUSED:
            _same(row).update(letter_due=None, letter_unsettled=0, letter_end=end.value)
        elif end is End.LATER:
            tries = min(row.letter_tries + 1, 1000)
            again = now + retry_after(tries)
            unsettled = row.letter_unsettled - 1
            _same(row).update(letter_due=again, letter_unsettled=unsettled, letter_tries=tries, letter_end=end.value)
        else:
            # UNSURE: the attempt stays counted as unsettled, so that at most one more is made.
            _same(row).update(letter_end=end.value)
