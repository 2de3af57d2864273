"""Refuse a held petition."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.refuse import refuse as refuse_petition


def refuse(*, petition_id: int, words: str, by: Account, now: datetime) -> Decision:
    """The petition is refused, the words are recorded and on their way to the starter; one transaction.

    Raises NotAllowed, WordsMissing, WordsTooLong, AlreadyDecided.
    """

    def effect(checked: str) -> None:
        refuse_petition(petition_id=petition_id, words=checked, now=now)

    return decide(kind=Kind.REFUSE, petition_id=petition_id, words=words, by=by, now=now, effect=effect)
