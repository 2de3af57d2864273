"""Let go of a petition that one was reading."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.moderation.models import Hold
from undersigned.moderation.queries import deciding_person
from undersigned.petitions.models import Petition


def let_go(*, petition_id: int, by: Account, now: datetime) -> bool:
    """Others may decide at once; False where it was not this person's. One transaction. Raises NotAllowed."""
    with transaction.atomic():
        person = deciding_person(by)
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        gone, _rows = Hold.objects.filter(petition=petition, holder=person).delete()
        if gone:
            record_audit(actor=actor(by.pk), verb="let go", object=f"petition {petition.pid}", now=now)
    return bool(gone)
