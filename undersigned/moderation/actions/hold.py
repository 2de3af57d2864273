"""Take a petition to read."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.moderation.models import Hold
from undersigned.moderation.queries import check_free, deciding_person
from undersigned.moderation.rules import LOCK_LASTS
from undersigned.petitions.models import Petition


def hold(*, petition_id: int, by: Account, is_taken_over: bool = False, now: datetime) -> Hold:
    """Nobody else decides about the petition for 15 minutes; again by the same person, for 15 more. One transaction.

    With `is_taken_over` also where another person holds it. Raises NotAllowed, HeldByAnother.
    """
    with transaction.atomic():
        person = deciding_person(by)
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if not is_taken_over:
            check_free(petition, person, now)
        verb = "take over" if is_taken_over else "hold"
        record_audit(actor=actor(by.pk), verb=verb, object=f"petition {petition.pid}", now=now)
        held, _new = Hold.objects.update_or_create(
            petition=petition, defaults={"holder": person, "until": now + LOCK_LASTS}
        )
    return held
