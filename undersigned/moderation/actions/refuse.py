"""Refuse a held petition."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.refuse import refuse as refuse_petition


def refuse(*, petition_id: int, words: str, code: str, original: str = "", by: Account, now: datetime) -> Decision:
    """The petition is refused; reason and words are recorded and on their way to the starter; one transaction.

    `original` is the address of the petition that a duplicate repeats. Raises what `decide` raises.
    """

    def effect(reason: Reason) -> None:
        refuse_petition(petition_id=petition_id, words=reason.words, now=now)

    reason = Reason(words, code, original)
    return decide(kind=Kind.REFUSE, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
