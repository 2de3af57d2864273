"""The button of a mailed link opens my signatures."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.rules import letter_of, link_ends, token_of
from undersigned.signatures.fields import mine_key, mine_opened_key
from undersigned.signatures.models import MineLetter
from undersigned.signatures.rules.own import OPEN_FOR


def open_mine(*, token: str, now: datetime) -> str | None:
    """What the browser keeps to see my signatures for 15 minutes; None where the link is wrong, used or too old.

    A link opens once: two presses at once take turns, and the second finds it used.
    """
    letter_id = letter_of(token, key=mine_key())
    if letter_id is None:
        return None
    with transaction.atomic():
        letter = MineLetter.objects.select_for_update().filter(pk=letter_id, opened_until=None).first()
        if letter is None or now >= link_ends(sent_at=letter.letter_sent_at, created_at=letter.created_at):
            return None
        # A letter that still waits, for a second attempt, would bring a dead link.
        MineLetter.objects.filter(pk=letter.pk).update(opened_until=now + OPEN_FOR, letter_due=None)
    return token_of(letter.pk, key=mine_opened_key())
