"""Take somebody's role away."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, StaffSession
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import LastAdministrator, NotAllowed, Role, actor, checked_reason


def withdraw_role(*, account_id: int, reason: str, by: Account, now: datetime) -> None:
    """From the next request on the account is a starter's, signed out everywhere. One person does it: it can't wait.

    Raises NotAllowed unless `by` is an administrator, ReasonMissing, LastAdministrator.
    """
    reason = checked_reason(reason)
    with transaction.atomic():
        # All of them in one order: two administrators who take each other's role away at once take turns.
        administrators = list(
            Account.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
        )
        person = account_by_id(by.pk)
        if person is None or person.role != Role.ADMINISTRATOR:
            raise NotAllowed
        account = Account.objects.select_for_update().filter(pk=account_id).exclude(role=Role.NONE).first()
        if account is None:
            return
        if [one.pk for one in administrators] == [account.pk]:
            raise LastAdministrator
        told = f"{account.role}: {reason}"
        account.role, account.is_factor_exempt = Role.NONE.value, False
        account.save(update_fields=["role", "is_factor_exempt"])
        StaffSession.objects.filter(account=account).delete()
        record_audit(actor=actor(by.pk), verb="role.withdraw", object=actor(account.pk), reason=told, now=now)
