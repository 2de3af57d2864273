"""The watch over the public log: whoever runs the site is told when it is wrong, and when it is well again."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.accounts.queries import people_of_the_staff
from undersigned.integrity.models import LogTrouble, TroubleLetter
from undersigned.integrity.rules.troubles import TROUBLE_ROLES, Trouble, is_over
from undersigned.jobs.actions.later import later
from undersigned.ledger.queries import alarm, refusal

TELL = "undersigned.integrity.actions.tell_trouble.tell_trouble"


def watch_log(*, now: datetime) -> int:
    """How many troubles began or ended. Administrators get one letter for each, the webhook one message. A sweep.

    What goes on being wrong is told once, in whatever words. Each change commits with its letters and its job.
    """
    found = {Trouble.REFUSAL: refusal(), Trouble.RECOUNT: alarm()}
    with transaction.atomic():
        standing = {row.kind: row for row in LogTrouble.objects.select_for_update().filter(ended_at=None)}
        return sum(_look(kind, words, standing, now) for kind, words in found.items())


def _look(kind: Trouble, words: str, standing: Mapping[str, LogTrouble], now: datetime) -> bool:
    """True where something is to be told of this kind."""
    row = standing.get(kind)
    if row is None and words:
        _tell(LogTrouble.objects.create(kind=kind, words=words, begun_at=now, seen_at=now), now)
        return True
    if row is not None and words:
        LogTrouble.objects.filter(pk=row.pk).update(words=words, seen_at=now)
    elif row is not None and is_over(row.seen_at, now):
        LogTrouble.objects.filter(pk=row.pk).update(ended_at=now)
        _tell(row, now, is_end=True)
        return True
    return False


def _tell(row: LogTrouble, now: datetime, *, is_end: bool = False) -> None:
    TroubleLetter.objects.bulk_create(
        TroubleLetter(
            trouble=row,
            account=person,
            is_end=is_end,
            letter_due=now,
            letter_number=1,
            letter_kind="well" if is_end else "trouble",
        )
        for person in people_of_the_staff()
        if person.role in TROUBLE_ROLES
    )
    if settings.UNDERSIGNED.alert_webhook:
        later(TELL, now=now, trouble=row.pk, is_end=is_end)
