"""Change the text of a held petition."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.actions.keep_text import keep_text
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind, SupportersSigned
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import PetitionChanged
from undersigned.signatures.queries import has_signatures


def edit(
    *, petition_id: int, title: str, story: str, words: str, revision: int, by: Account, now: datetime
) -> Decision:
    """Title and story, checked by the caller, are the petition's; the text as it was is kept; the starter is told why.

    One transaction. Raises what `decide` raises, and PetitionChanged where it is not at the `revision` that was read,
    and SupportersSigned.
    """

    def effect(_reason: Reason) -> None:
        if Petition.objects.get(pk=petition_id).revision != revision:
            raise PetitionChanged(str(petition_id))
        if has_signatures(petition_id):
            raise SupportersSigned

    with transaction.atomic():
        reason = Reason(words)
        decision = decide(kind=Kind.EDIT, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
        keep_text(decision=decision)
        save_draft(petition_id=petition_id, change=DraftChange(title=title, story=story), now=now)
    return decision
