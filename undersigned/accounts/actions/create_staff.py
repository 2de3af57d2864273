"""Make an account of the staff."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.actions.set_password import set_password
from undersigned.accounts.models import Account
from undersigned.accounts.rules import STAFF_ROLES, actor
from undersigned.mail.addresses.rules import parse_address


def create_staff(
    *,
    email: str,
    role: str,
    password: str | None = None,
    language: str = "",
    is_factor_exempt: bool = False,
    by: str = "console",
    now: datetime,
) -> Account:
    """The address has an account with this role, and this password if one is given; recorded in the audit trail.

    Repeating it changes the role and leaves the rest. `is_factor_exempt` is believed on a demonstration alone. Raises
    ValueError for a role that there is not and AddressRefused for an address that can't be one.
    """
    if role not in STAFF_ROLES:
        raise ValueError(f"no such role: {role}")
    with transaction.atomic():
        account = ensure_account(email=parse_address(email), language=language, now=now)
        account.role = role
        account.is_active = True
        account.is_factor_exempt = is_factor_exempt
        account.save(update_fields=["role", "is_active", "is_factor_exempt"])
        record_audit(actor=by, verb="create_staff", object=actor(account.pk), reason=role, now=now)
        if password is not None:
            account = set_password(account_id=account.pk, password=password)
    return account
