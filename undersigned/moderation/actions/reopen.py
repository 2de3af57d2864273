"""Open a closed petition again."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.reopen import reopen as reopen_petition


def reopen(*, petition_id: int, words: str, by: Account, now: datetime) -> Decision:
    """The petition can be signed again, the words are recorded and on their way to the starter; one transaction.

    Raises what `decide` raises, and StepRefused when it closed too long ago.
    """

    def effect(_reason: Reason) -> None:
        reopen_petition(petition_id=petition_id, now=now)

    reason = Reason(words)
    return decide(kind=Kind.REOPEN, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
