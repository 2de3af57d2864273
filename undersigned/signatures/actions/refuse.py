"""The mailbox's owner says: this was not me."""

from datetime import datetime

from django.db import transaction

from undersigned.signatures.models import Signature
from undersigned.signatures.queries import is_about, read_letter_token
from undersigned.signatures.rules.states import WAITING, State

EMPTIED = {
    "sealed": b"",
    "country": "",
    "shown_name": "",
    "show_name": False,
    "updates": False,
    "letter_due": None,
    "code_number": 0,
    "reason": "",
    "origin": b"",
}
"""Columns of a row that holds nobody any more."""


def refuse(*, token: str, now: datetime) -> bool:  # noqa: ARG001 - every answer to a letter is given at a time
    """True where a waiting signature was refused: nothing of what was typed is left, its place is free.

    What stands confirmed stays. Refusing again changes nothing.
    """
    parts = read_letter_token(token)
    if parts is None:
        return False
    with transaction.atomic():
        row = Signature.objects.select_for_update().filter(pk=parts.row, state__in=WAITING).first()
        if row is None or not is_about(parts, row):
            return False
        Signature.objects.filter(pk=row.pk).update(state=State.REFUSED, **EMPTIED)
    return True
