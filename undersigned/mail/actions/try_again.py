"""Letters that a server refused while it refused everybody are tried again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from undersigned.jobs.rules import retry_after
from undersigned.mail.models import Outbox
from undersigned.mail.rules import End


def try_again(rows: Iterable[Outbox], *, now: datetime) -> int:
    """How many letters are due again after a pause, as after a passing refusal; `rows` as they were claimed.

    One transaction. A letter that was asked for anew meanwhile, or did not end as refused, is left alone.
    """
    with transaction.atomic():
        return sum(_revived(row, now) for row in rows)


def _revived(row: Outbox, now: datetime) -> int:
    tries = min(row.letter_tries + 1, 1000)
    refused = type(row)._default_manager.filter(
        pk=row.pk, letter_number=row.letter_number, letter_due=None, letter_end=End.REFUSED.value
    )
    return refused.update(letter_due=now + retry_after(tries), letter_tries=tries, letter_end=End.LATER.value)
