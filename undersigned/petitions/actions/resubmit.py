"""A corrected petition is handed in again."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.drafts import missing_parts
from undersigned.petitions.rules.states import State, StepRefused, TextIncomplete, check_step


def resubmit(*, petition_id: int, account: Account, now: datetime) -> Petition:
    """It waits for the moderators from now on, its address unchanged; one transaction.

    A second press changes nothing. StepRefused where it is another account's or was not asked back; TextIncomplete.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.starter_id != account.pk:
            raise StepRefused(petition.state, State.HELD)
        if petition.state == State.HELD:
            return petition
        if petition.state != State.CORRECTING:
            raise StepRefused(petition.state, State.HELD)
        check_step(petition.state, State.HELD)
        text = original_text(petition)
        missing = missing_parts(title=text.title, story=text.story, addressees=petition.asked.count())
        if missing:
            raise TextIncomplete(missing)
        petition.state, petition.submitted_at = State.HELD, now
        petition.revision += 1
        petition.save()
    return petition
