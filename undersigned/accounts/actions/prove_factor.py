"""Show the second factor in a browser that is signed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.count_try import count_try
from undersigned.accounts.actions.forget_tries import forget_tries
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.fields import factor_tries, recovery_hash
from undersigned.accounts.models import Account, Authenticator, RecoveryCode, StaffSession
from undersigned.accounts.passkeys import shown
from undersigned.accounts.queries import secret_of
from undersigned.accounts.rules import LONGEST_CODE, Factor, FactorRefused, actor
from undersigned.accounts.totp import matching_step, typed_code


def prove_factor(*, account_id: int, session_id: UUID, code: str, now: datetime) -> None:
    """The session is proven by an app's code, which works once, or by a recovery code, which dies with it.

    FactorRefused for a wrong or used code and while too many wrong ones were typed: they look alike.
    """
    typed = typed_code(code).lower()
    if len(typed) > LONGEST_CODE or not count_try(address=factor_tries(account_id), now=now):
        raise FactorRefused
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        if not _app_shows(account_id, typed, now) and not _paper_shows(account_id, typed, now):
            raise FactorRefused
        _prove(account_id, session_id, now)


def prove_factor_by_passkey(
    *, account_id: int, session_id: UUID, answer: str, state: dict[str, Any] | None, now: datetime
) -> None:
    """The session is proven by a passkey; FactorRefused where none of the account's answered, or one whose counter
    went back: a copy of it is about (WebAuthn, section 6.1.1).
    """
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        rows = {secret_of(row): row for row in _factors(account_id, Factor.PASSKEY)}
        found = shown(answer, state, list(rows))
        row = rows[found.credential]
        if (found.counter or row.last_used) and found.counter <= (row.last_used or 0):
            raise FactorRefused
        row.last_used, row.used_at = found.counter, now
        row.save(update_fields=["last_used", "used_at"])
        _prove(account_id, session_id, now)


def _factors(account_id: int, kind: Factor) -> list[Authenticator]:
    return list(Authenticator.objects.filter(account_id=account_id, kind=kind))


def _app_shows(account_id: int, code: str, now: datetime) -> bool:
    for row in _factors(account_id, Factor.TOTP):
        step = matching_step(secret_of(row), code, now=now, last=row.last_used)
        if step is not None:
            row.last_used, row.used_at = step, now
            row.save(update_fields=["last_used", "used_at"])
            return True
    return False


def _paper_shows(account_id: int, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(account_id=account_id, used_at=None)
    if unused.filter(code_hash=recovery_hash(account_id, code)).update(used_at=now) == 0:
        return False
    record_audit(actor=actor(account_id), verb="factor.recover", object=actor(account_id), now=now)
    return True


def _prove(account_id: int, session_id: UUID, now: datetime) -> None:
    StaffSession.objects.filter(pk=session_id, account_id=account_id).update(proven_at=now, seen_at=now)
    forget_tries(address=factor_tries(account_id))
