"""Ask the starter to correct a held petition."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.actions.keep_text import keep_text
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import AskedBefore, Kind
from undersigned.petitions.actions.ask_back import ask_back


def ask_correction(
    *, petition_id: int, words: str, code: str, original: str = "", by: Account, now: datetime
) -> Decision:
    """The starter gets the words and may change and hand in again, once; the text as it was is kept beside.

    One transaction. Raises what `decide` raises, and AskedBefore.
    """

    def effect(_reason: Reason) -> None:
        # The petition is locked by now, so that two requests at once are two, and the second is refused.
        if Decision.objects.filter(petition_id=petition_id, kind=Kind.CORRECT).count() > 1:
            raise AskedBefore
        ask_back(petition_id=petition_id, now=now)

    with transaction.atomic():
        reason = Reason(words, code, original)
        decision = decide(kind=Kind.CORRECT, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
        keep_text(decision=decision)
    return decision
