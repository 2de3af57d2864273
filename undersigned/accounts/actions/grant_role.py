"""Give somebody a role; a two-person act."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import STAFF_ROLES, ActImpossible, Role, actor


def grant_role(*, subject: int, detail: str, reason: str, by: Account, now: datetime) -> None:
    """The account `subject` has the role `detail`; a closed one can't have any, and the last administrator stays one:
    ActImpossible. Called when the proposal is approved; nobody else calls it.
    """
    with transaction.atomic():
        # In the order of withdraw_role: of two administrators who go at once the second one finds out.
        list(Account.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk"))
        account = Account.objects.select_for_update().filter(pk=subject, is_active=True).first()
        if account is None or detail not in STAFF_ROLES:
            raise ActImpossible
        if account.role == Role.ADMINISTRATOR != detail and not _others(account.pk):
            raise ActImpossible
        account.role = detail
        account.save(update_fields=["role"])
        told = f"{detail}: {reason}"
        record_audit(actor=actor(by.pk), verb="role.grant", object=actor(account.pk), reason=told, now=now)


def _others(account_id: int) -> bool:
    """Whether somebody else could give roles."""
    return Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=account_id).exists()
