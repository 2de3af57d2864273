"""Takes back the beginning of an attempt of which nobody knows whether the database has it."""

from django.db import transaction
from django.db.models import F

from undersigned.mail.claims import Doubtful


def take_back(doubtful: Doubtful) -> None:
    """The letter is free, and no attempt is counted: it was not announced to any server.

    What others did with the row since is left alone.
    """
    row = doubtful.row
    rows = type(row)._default_manager.filter(pk=row.pk)
    with transaction.atomic():
        begun = rows.filter(letter_lease=doubtful.until, letter_number=row.letter_number, letter_unsettled__gt=0)
        begun.update(letter_unsettled=F("letter_unsettled") - 1)
        rows.filter(letter_lease__in=(doubtful.claimed_until, doubtful.until)).update(letter_lease=None)
