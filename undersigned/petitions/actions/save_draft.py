"""What a starter wrote is kept."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.unfix_text import unfix_text
from undersigned.petitions.actions.write_fields import write_fields
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import State, check_editable


def save_draft(*, petition_id: int, change: DraftChange, now: datetime) -> Petition:
    """The draft holds the given fields; fields that are None stay as they are.

    An unconfirmed petition goes back to draft, so that nobody confirms a text that they have not seen; a held one,
    or one that was asked back, stays what it is under a new revision. StepRefused for every other state.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        check_editable(petition.state)
        if petition.state == State.UNCONFIRMED:
            petition.state = State.DRAFT
        # What supporters were shown is fixed again when it is handed in, or published.
        petition.rules_text = ""
        if change.touches_text:
            unfix_text(petition=petition)
        write_fields(petition=petition, change=change)
        petition.saved_at = now
        petition.revision += 1
        petition.save()
    return petition
