"""Add an authenticator app to an account."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.add_factor import add_factor
from undersigned.accounts.actions.count_try import count_try
from undersigned.accounts.actions.forget_tries import forget_tries
from undersigned.accounts.fields import factor_context, factor_tries
from undersigned.accounts.models import Account, Authenticator
from undersigned.accounts.queries import opened_secret
from undersigned.accounts.rules import Factor, FactorRefused
from undersigned.accounts.totp import matching_step, typed_code
from undersigned.keys.site import seal_for_site


def add_totp(*, account_id: int, session_id: UUID | None, offered: str, code: str, name: str, now: datetime) -> None:
    """The offered secret counts as a second factor from now on, since the app shows the right code for it.

    `offered` is what `offered_secret` gave to this very browser. FactorRefused for a wrong code and too many tries.
    """
    if not count_try(address=factor_tries(account_id), now=now):
        raise FactorRefused
    secret = opened_secret(account_id, offered)
    step = matching_step(secret, typed_code(code), now=now, last=None)
    if step is None:
        raise FactorRefused
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        sealed = seal_for_site(secret, context=factor_context(account_id))
        row = Authenticator(account_id=account_id, kind=Factor.TOTP.value, sealed=sealed, created_at=now)
        add_factor(row=row, session_id=session_id, name=name, last_used=step, now=now)
        forget_tries(address=factor_tries(account_id))
