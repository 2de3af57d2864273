"""Notes how an attempt ended, and that the next one begins."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from undersigned.jobs.rules import retry_after
from undersigned.mail.claims import Ended, InHand
from undersigned.mail.models import Outbox
from undersigned.mail.rules import LEASE, End
from undersigned.mail.statements import sent_and_begun


def settle(ended: Ended | None, *, following: InHand | None = None, now: datetime) -> bool:
    """Both in one transaction: how the last attempt ended, and that the following one begins; True where it may.

    It may not where the letter was asked for anew, called back or taken by another worker since it was claimed: then
    nothing is counted as an attempt. What is settled is the number that was sent, so a letter that was asked for
    again meanwhile is not lost.
    """
    if ended is not None and following is not None and ended.end is End.SENT:
        return _sent_and_begun(ended, following.row, now)
    with transaction.atomic():
        if ended is not None:
            _ENDS[ended.end](ended)
        return following is not None and _begin(following.row, now)


def _sent_and_begun(ended: Ended, row: Outbox, now: datetime) -> bool:
    """What happens with nearly every letter, by the cheapest way."""
    lease = now + LEASE
    # PostgreSQL commits one statement by itself.
    with contextlib.nullcontext() if connection.vendor == "postgresql" else transaction.atomic():
        was_noted, has_begun = sent_and_begun(ended.row, ended.at, ended.outbox.sent_columns(ended.row), row, lease)
    if not was_noted:
        with transaction.atomic():
            _sent(ended)
    if has_begun:
        row.letter_unsettled += 1
        row.letter_lease = lease
    else:
        _let_go(row)
    return has_begun


def settle_unwritten(row: Outbox, *, now: datetime, is_over: bool) -> None:
    """A claimed row of which no letter came: nothing is to be said any more, or it must be tried again."""
    with transaction.atomic():
        if is_over:
            changed = _same(row).update(letter_due=None, letter_lease=None, letter_unsettled=0)
        else:
            changed = _later(row, row.letter_tries + 1, now, unsettled=row.letter_unsettled)
        _let_go_unless(changed, row)


def _begin(row: Outbox, now: datetime) -> bool:
    """Counts an attempt, if the row is still as it was claimed."""
    lease = now + LEASE
    asked = type(row)._default_manager.filter(
        pk=row.pk, letter_number=row.letter_number, letter_due=row.letter_due, letter_lease=row.letter_lease
    )
    begun = asked.update(letter_unsettled=F("letter_unsettled") + 1, letter_lease=lease)
    if not begun:
        _let_go(row)
        return False
    row.letter_unsettled += 1
    row.letter_lease = lease
    return True


def _same(row: Outbox) -> QuerySet[Outbox]:
    """The row, as long as nobody has asked for another letter meanwhile."""
    return type(row)._default_manager.filter(pk=row.pk, letter_number=row.letter_number)


def _let_go(row: Outbox) -> None:
    type(row)._default_manager.filter(pk=row.pk, letter_lease=row.letter_lease).update(letter_lease=None)


def _let_go_unless(changed: int, row: Outbox) -> None:
    """A letter that was asked for meanwhile need not wait until the lease of the old one is over."""
    if not changed:
        _let_go(row)


def _sent(ended: Ended) -> None:
    row, outbox = ended.row, ended.outbox
    changed = _same(row).update(
        letter_due=None, letter_lease=None, letter_unsettled=0, letter_tries=0, letter_end=End.SENT.value,
        letter_sent_at=ended.at, **outbox.sent_columns(row),
    )  # fmt: skip
    if not changed:
        # The time of sending is noted even where another letter was asked for meanwhile.
        type(row)._default_manager.filter(pk=row.pk).update(letter_sent_at=ended.at)
        outbox.sent(row, ended.at)
        _let_go(row)


def _refused(ended: Ended) -> None:
    row = ended.row
    end = {"letter_due": None, "letter_lease": None, "letter_unsettled": 0, "letter_end": End.REFUSED.value}
    _let_go_unless(_same(row).update(**end), row)


def _put_off(ended: Ended) -> None:
    """Known not to have been taken: the attempt does not count as one that may have arrived."""
    row = ended.row
    _let_go_unless(_later(row, row.letter_tries + 1, ended.at, unsettled=row.letter_unsettled - 1), row)


def _later(row: Outbox, tries: int, now: datetime, *, unsettled: int) -> int:
    tries = min(tries, 1000)
    again = {"letter_due": now + retry_after(tries), "letter_lease": None, "letter_end": End.LATER.value}
    return _same(row).update(letter_tries=tries, letter_unsettled=max(unsettled, 0), **again)


def _unsure(ended: Ended) -> None:
    """The attempt stays counted, so that at most one more is made."""
    row = ended.row
    wait: timedelta = retry_after(row.letter_unsettled)
    again = {"letter_due": ended.at + wait, "letter_lease": None, "letter_end": End.UNSURE.value}
    _let_go_unless(_same(row).update(**again), row)


_ENDS: dict[End, Callable[[Ended], None]] = {
    End.SENT: _sent, End.REFUSED: _refused, End.LATER: _put_off, End.UNSURE: _unsure,
}  # fmt: skip
