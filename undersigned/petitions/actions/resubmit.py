"""A corrected petition is handed in again."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.jobs.actions.later import later
from undersigned.petitions.actions.begin_gathering import begin_gathering
from undersigned.petitions.actions.fix_rules import fix_rules
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.queries.texts import original_text, whole_text
from undersigned.petitions.rules.drafts import missing_parts
from undersigned.petitions.rules.states import State, StepRefused, TextIncomplete, check_step
from undersigned.petitions.rules.texts import hash_of, text_document

# A higher room's: named here and not imported.
ASK_SUPPORTERS = "undersigned.signatures.actions.ask_supporters.ask_supporters"


def resubmit(*, petition_id: int, account: Account, now: datetime) -> Petition:
    """It waits for the moderators from now on, its address unchanged; one transaction.

    Where supporters have read another text, or other rules, it goes back to them first: a job asks each anew. A second
    press changes nothing. StepRefused where it is another account's or was not asked back; TextIncomplete.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.starter_id != account.pk:
            raise StepRefused(petition.state, State.HELD)
        if petition.state in {State.HELD, State.GATHERING}:
            return petition
        if petition.state != State.CORRECTING:
            raise StepRefused(petition.state, State.HELD)
        check_step(petition.state, State.HELD)
        text = original_text(petition)
        missing = missing_parts(title=text.title, story=text.story, addressees=petition.asked.count())
        if missing:
            raise TextIncomplete(missing)
        if _was_read_otherwise(petition):
            begin_gathering(petition=petition, now=now)
            later(ASK_SUPPORTERS, now=now, petition_id=petition_id)
            return petition
        petition.state, petition.submitted_at = State.HELD, now
        petition.revision += 1
        petition.save()
    return petition


def _was_read_otherwise(petition: Petition) -> bool:
    """Whether it had supporters under another text or other rules; its rules are fixed anew where it had any."""
    gathering = Gathering.objects.filter(petition=petition).first()
    if gathering is None:
        return False
    fix_rules(petition=petition)
    read = (gathering.text_hash, gathering.rules_hash)
    return read != (hash_of(text_document(whole_text(petition))), hash_of(petition.rules_text))
