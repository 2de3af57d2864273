"""A signature is confirmed, by the link of its letter or by its code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.petitions.models import Petition
from undersigned.signatures.actions.let_stand import let_stand
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import code_of, is_about, read_handle, read_letter_token
from undersigned.signatures.rules.outcomes import Confirmed
from undersigned.signatures.rules.states import MOST_WRONG_CODES
from undersigned.signatures.rules.tokens import TokenParts, is_code, live_numbers


@dataclass(frozen=True, slots=True)
class ByLink:
    """Somebody opened the link of their letter and pressed its button."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ByCode:
    """Somebody typed the six digits of their letter where they had signed."""

    handle: str = field(repr=False)
    code: str = field(repr=False)


def confirm(*, token: str, now: datetime) -> Confirmed | None:
    """The signature stands and its event waits for the next round; None where there is nothing to confirm (any more).

    One transaction. Confirming again, or twenty times at once, counts once and says so by `first_time`.
    """
    return confirm_many([token], now=now)[0]


def confirm_many(tokens: Sequence[str], *, now: datetime) -> list[Confirmed | None]:
    """`confirm` for each token, in order, all in one transaction."""
    return confirm_each([ByLink(token) for token in tokens], now=now)


def confirm_by_code(*, handle: str, code: str, now: datetime) -> Confirmed | None:
    """`confirm` by the code of the newest letter, within 30 minutes and five wrong tries; otherwise None, always alike.

    A wrong try is noted durably before the answer.
    """
    return confirm_each([ByCode(handle, code)], now=now)[0]


def confirm_each(asked: Sequence[ByLink | ByCode], *, now: datetime) -> list[Confirmed | None]:
    """`confirm` or `confirm_by_code` for each, in order, all in one transaction."""
    named = [read_letter_token(one.token) if isinstance(one, ByLink) else read_handle(one.handle) for one in asked]
    with transaction.atomic():
        rows = _locked({part.row if isinstance(part, TokenParts) else part for part in named if part is not None})
        tries = {pk: row.code_tries for pk, row in rows.items()}
        meant = [_meant(one, part, rows, now) for one, part in zip(asked, named, strict=True)]
        outcomes = let_stand(meant, now=now)
        tried = [row for row in rows.values() if row.code_tries != tries[row.pk]]
        if tried:
            Signature.objects.bulk_update(tried, ["code_tries"])
    return outcomes


def _meant(
    one: ByLink | ByCode, part: TokenParts | UUID | None, rows: Mapping[UUID, Signature], now: datetime
) -> Signature | None:
    """The row that link or code proves to be the asker's; a wrong code is counted in the row."""
    if isinstance(part, TokenParts):
        row = rows.get(part.row)
        return row if row is not None and is_about(part, row) else None
    row = rows.get(part) if part is not None else None
    if row is None or isinstance(one, ByLink) or row.code_tries >= MOST_WRONG_CODES:
        return None
    if any(is_code(one.code, code_of(row, number)) for number in live_numbers(row, now)):
        return row
    row.code_tries += 1
    return None


def _locked(ids: set[UUID]) -> dict[UUID, Signature]:
    """These rows, locked until the end of the transaction, in one order for all who lock."""
    rows = list(Signature.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    petitions = Petition.objects.defer("rules_text", "note").in_bulk({row.petition_id for row in rows})
    for row in rows:
        row.petition = petitions[row.petition_id]
    return {row.pk: row for row in rows}
