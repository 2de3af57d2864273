"""Take somebody's role away."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, AuditEntry, Proposal, StaffNotice, StaffSession
from undersigned.accounts.queries import account_by_id, people_of_the_staff
from undersigned.accounts.rules import LastAdministrator, NotAllowed, Role, Standing, actor, checked_reason


def withdraw_role(*, account_id: int, reason: str, by: Account, now: datetime) -> None:
    """From the next request on the account is a starter's, signed out everywhere. One person does it: it can't wait.

    What the person had proposed is cancelled, and the person and all others of the staff get a letter. Raises
    NotAllowed unless `by` is an administrator, ReasonMissing, LastAdministrator.
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
        _shut(account, person, now)
        entry = record_audit(actor=actor(by.pk), verb="role.withdraw", object=actor(account.pk), reason=told, now=now)
        _tell(entry, account, person)


def _shut(account: Account, by: Account, now: datetime) -> None:
    account.role, account.is_factor_exempt = Role.NONE.value, False
    account.save(update_fields=["role", "is_factor_exempt"])
    StaffSession.objects.filter(account=account).delete()
    proposed = Proposal.objects.filter(proposed_by=account, standing=Standing.WAITING)
    proposed.update(standing=Standing.CANCELLED.value, decided_by=by, decided_at=now)


def _tell(entry: AuditEntry, account: Account, by: Account) -> None:
    """Whoever takes a role away does it before everybody's eyes: it may be that of the one who would say no."""
    readers = [account, *(one for one in people_of_the_staff() if one.pk not in {account.pk, by.pk})]
    for reader in readers:
        kind = "role_gone" if reader.pk == account.pk else "role_taken"
        StaffNotice.objects.create(account=reader, entry=entry, letter_due=entry.at, letter_kind=kind, letter_number=1)
