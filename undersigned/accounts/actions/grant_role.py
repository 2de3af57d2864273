"""Give somebody a role; a two-person act."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import STAFF_ROLES, ActImpossible, actor


def grant_role(*, subject: int, detail: str, reason: str, by: Account, now: datetime) -> None:
    """The account `subject` has the role `detail`; a closed account can't have one: ActImpossible.

    Called when the proposal is approved; nobody else calls it.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=subject, is_active=True).first()
        if account is None or detail not in STAFF_ROLES:
            raise ActImpossible
        account.role = detail
        account.save(update_fields=["role"])
        told = f"{detail}: {reason}"
        record_audit(actor=actor(by.pk), verb="role.grant", object=actor(account.pk), reason=told, now=now)
