"""Read what reporters wrote."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed, actor, may_decide
from undersigned.petitions.models import Petition
from undersigned.reports.queries import OpenedReport, opened_reports


def open_words(*, petition_id: int, number: int, by: Account, now: datetime) -> list[OpenedReport]:
    """A page of the petition's open reports with their words, the oldest first; the reading is written down.

    Addresses are not among it: they are for letters alone. Raises NotAllowed.
    """
    with transaction.atomic():
        person = account_by_id(by.pk)
        if person is None or not may_decide(person.role):
            raise NotAllowed
        petition = Petition.objects.get(pk=petition_id)
        found = opened_reports(petition, number)
        record_audit(
            actor=actor(by.pk),
            verb="read_reports",
            object=f"petition {petition.pid}",
            reason="to decide about its reports",
            now=now,
        )
    return found
