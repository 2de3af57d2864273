"""Add a passkey to an account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.add_factor import add_factor
from undersigned.accounts.fields import factor_context
from undersigned.accounts.models import Account, Authenticator
from undersigned.accounts.passkeys import made
from undersigned.accounts.rules import Factor
from undersigned.keys.site import seal_for_site


def add_passkey(
    *, account_id: int, session_id: UUID | None, answer: str, state: dict[str, Any] | None, name: str, now: datetime
) -> None:
    """The passkey that the browser made counts as a second factor from now on.

    FactorRefused where the answer is to nothing that was asked. `answer` is the
    browser's JSON, `state` what was kept when it was asked.
    """
    new = made(answer, state)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        sealed = seal_for_site(new.credential, context=factor_context(account_id))
        row = Authenticator(account_id=account_id, kind=Factor.PASSKEY.value, sealed=sealed, created_at=now)
        add_factor(row=row, session_id=session_id, name=name, last_used=new.counter, now=now)
