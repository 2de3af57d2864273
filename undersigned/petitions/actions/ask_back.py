"""A held petition goes back to its starter."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State, check_step


def ask_back(*, petition_id: int, now: datetime) -> Petition:
    """The starter may change the held petition and hands it in again with `resubmit`; one transaction."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        check_step(petition.state, State.CORRECTING)
        petition.state, petition.saved_at = State.CORRECTING, now
        petition.revision += 1
        petition.save()
    return petition
