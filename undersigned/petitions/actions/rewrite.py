"""A text is changed while its petition looks for supporters and before it has any."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.fix_text import fix_text
from undersigned.petitions.actions.unfix_text import unfix_text
from undersigned.petitions.actions.write_fields import write_fields
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import AlreadySigned, State, StepRefused


def rewrite(*, petition_id: int, title: str, story: str, has_signatures: bool, now: datetime) -> Petition:
    """The petition has this title and story; who opened the link before is shown the new text before they can sign.

    As with `amend` the caller, who can see signatures (a higher room), says whether there are any: AlreadySigned then.
    StepRefused where it does not look for supporters.
    """
    if has_signatures:
        raise AlreadySigned(str(petition_id))
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state != State.GATHERING:
            raise StepRefused(petition.state, "rewritten")
        unfix_text(petition=petition)
        write_fields(petition=petition, change=DraftChange(title=title, story=story))
        petition.saved_at = now
        petition.revision += 1
        petition.save()
        Gathering.objects.filter(petition=petition).update(text_hash=fix_text(petition=petition))
    return petition
