"""Say from when on reports are urgent."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed, actor, may_decide
from undersigned.reports.models import Threshold
from undersigned.reports.rules.reporting import URGENT_AT_MOST, ThresholdRefused


def set_threshold(*, urgent_from: int, by: Account, now: datetime) -> None:
    """Petitions reported from so many networks stand first among the reported from now on. Audited.

    Raises NotAllowed, ThresholdRefused.
    """
    if not 1 <= urgent_from <= URGENT_AT_MOST:
        raise ThresholdRefused
    with transaction.atomic():
        person = account_by_id(by.pk)
        if person is None or not may_decide(person.role):
            raise NotAllowed
        Threshold.objects.update_or_create(pk=1, defaults={"urgent_from": urgent_from})
        record_audit(actor=actor(by.pk), verb="reports_urgent", object=f"from {urgent_from} networks", now=now)
