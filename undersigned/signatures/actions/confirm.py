"""A signature is confirmed, by the link of its letter or by its code."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.petitions.models import Petition
from undersigned.signatures.actions.let_stand import let_stand
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import code_of, is_about, read_handle, read_letter_token
from undersigned.signatures.rules.outcomes import Confirmed
from undersigned.signatures.rules.states import MOST_WRONG_CODES
from undersigned.signatures.rules.tokens import is_code, live_numbers


def confirm(*, token: str, now: datetime) -> Confirmed | None:
    """The signature stands and its event waits for the next round; None where there is nothing to confirm (any more).

    One transaction. Confirming again, or twenty times at once, counts once and says so by `first_time`.
    """
    return confirm_many([token], now=now)[0]


def confirm_many(tokens: Sequence[str], *, now: datetime) -> list[Confirmed | None]:
    """`confirm` for each token, in order, all in one transaction."""
    parts = [read_letter_token(token) for token in tokens]
    with transaction.atomic():
        rows = _locked({part.row for part in parts if part is not None})
        meant = [rows.get(part.row) if part else None for part in parts]
        about = [row if part and row and is_about(part, row) else None for part, row in zip(parts, meant, strict=True)]
        return let_stand(about, now=now)


def confirm_by_code(*, handle: str, code: str, now: datetime) -> Confirmed | None:
    """`confirm` by the code of the newest letter, within 30 minutes and five wrong tries; otherwise None, always alike.

    A wrong try is noted durably before the answer.
    """
    row_id = read_handle(handle)
    if row_id is None:
        return None
    with transaction.atomic():
        row = _locked({row_id}).get(row_id)
        if row is None or row.code_tries >= MOST_WRONG_CODES:
            return None
        numbers = live_numbers(row, now)
        if any(is_code(code, code_of(row, number)) for number in numbers):
            return let_stand([row], now=now)[0]
        row.code_tries += 1
        row.save(update_fields=["code_tries"])
    return None


def _locked(ids: set[UUID]) -> dict[UUID, Signature]:
    """These rows, locked until the end of the transaction, in one order for all who lock."""
    rows = list(Signature.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    petitions = Petition.objects.defer("rules_text", "note").in_bulk({row.petition_id for row in rows})
    for row in rows:
        row.petition = petitions[row.petition_id]
    return {row.pk: row for row in rows}
