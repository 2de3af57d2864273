"""A petition becomes a sensitive one."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.petitions.models import Petition


def mark_sensitive(*, petition_id: int, by: str, now: datetime) -> bool:
    """From now on the log takes this petition's signatures in groups; False where it did already.

    One transaction. There is no way back: whoever signed relied on it. What waits already, and was promised sooner,
    comes with the next round. `by` is an actor of the audit trail.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.is_sensitive:
            return False
        petition.is_sensitive = True
        petition.revision += 1
        petition.save(update_fields=["is_sensitive", "revision"])
        record_audit(actor=by, verb="petition.sensitive", object=f"petition {petition.pid}", now=now)
    return True
