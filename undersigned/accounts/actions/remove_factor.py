"""Take a second factor away."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, Authenticator
from undersigned.accounts.rules import FactorRefused, actor


def remove_factor(*, account_id: int, factor_id: int, now: datetime) -> None:
    """The account's factor opens nothing any more; FactorRefused for its last one, without which nobody comes in."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        rows = Authenticator.objects.filter(account_id=account_id)
        row = rows.filter(pk=factor_id).first()
        if row is None:
            return
        if rows.count() == 1:
            raise FactorRefused
        row.delete()
        record_audit(actor=actor(account_id), verb="factor.remove", object=actor(account_id), reason=row.kind, now=now)
