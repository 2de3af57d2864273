"""Takes letters that are due into one worker's hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from undersigned.mail.claims import Claim, Owner, Seen
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.queries import due_rows
from undersigned.mail.rules import FARTHEST_LEASE, LEASE, MOST_UNSETTLED, End


def claim(outbox: Outboxed[Outbox], *, turns: Mapping[Owner, datetime | None], share: int, now: datetime) -> Claim:
    """Up to `share` letters of each owner, the oldest first, owner by owner in turn; `turns` says from when on.

    One transaction. The rows are leased: nobody else takes them for LEASE, and nothing has been tried, so that a
    worker that dies now has used up none of their attempts. Letters beyond a cap are put off, those that were broken
    off too often are given up; both are seen and not returned.
    """
    with transaction.atomic():
        found = {owner: list(_free(outbox, owner, since, now)[:share]) for owner, since in turns.items()}
        rows = _give_up(outbox, _in_turn(found.values()))
        outbox.join(rows)
        rows = _within_caps(outbox, rows, now)
        _lease(outbox, rows, now + LEASE)
    return Claim(rows, {owner: _seen(due) for owner, due in found.items() if due})


def _free(outbox: Outboxed[Outbox], owner: Owner, since: datetime | None, now: datetime) -> QuerySet[Outbox]:
    # A lease from before a clock was set back holds no letter that nobody has begun: its holder begins none without
    # having asked for this very lease.
    astray = Q(letter_lease__gt=now + FARTHEST_LEASE, letter_unsettled=0)
    is_free = Q(letter_lease=None) | Q(letter_lease__lte=now) | astray
    rows = due_rows(outbox, now).filter(is_free).order_by("letter_due")
    if owner is not None:
        rows = rows.filter(**{outbox.fair_by: owner})
    if since is not None:
        rows = rows.filter(letter_due__gte=since)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _seen(rows: Sequence[Outbox]) -> Seen:
    last = rows[-1].letter_due
    assert last is not None
    return Seen(len(rows), last)


def _in_turn(found: Iterable[Sequence[Outbox]]) -> list[Outbox]:
    return [row for turn in zip_longest(*found) for row in turn if row is not None]


def _give_up(outbox: Outboxed[Outbox], rows: Sequence[Outbox]) -> list[Outbox]:
    """The rows without those that may have arrived twice already: these leave again only when somebody asks."""
    worn = [row.pk for row in rows if row.letter_unsettled >= MOST_UNSETTLED]
    if worn:
        _these(outbox, worn).update(letter_due=None, letter_lease=None, letter_end=End.UNSURE.value)
    return [row for row in rows if row.letter_unsettled < MOST_UNSETTLED]


def _within_caps(outbox: Outboxed[Outbox], rows: Sequence[Outbox], now: datetime) -> list[Outbox]:
    """The rows without those that a cap puts off."""
    may_leave = []
    for row, opens in zip(rows, outbox.windows(rows, now), strict=True):
        if opens is None:
            may_leave.append(row)
        else:
            _these(outbox, [row.pk]).update(letter_due=opens, letter_lease=None)
    return may_leave


def _lease(outbox: Outboxed[Outbox], rows: Sequence[Outbox], until: datetime) -> None:
    for row in rows:
        row.letter_lease = until
    if rows:
        _these(outbox, [row.pk for row in rows]).update(letter_lease=until)


def _these(outbox: Outboxed[Outbox], keys: Sequence[object]) -> QuerySet[Outbox]:
    return outbox.model._default_manager.filter(pk__in=keys)
