"""Take a published petition down."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.take_down import take_down as take_down_petition


def take_down(*, petition_id: int, words: str, by: Account, now: datetime) -> Decision:
    """The petition is off the public pages, the words are recorded and on their way to the starter; one transaction.

    Raises NotAllowed, WordsMissing, WordsTooLong, AlreadyDecided.
    """

    def effect(checked: str) -> None:
        take_down_petition(petition_id=petition_id, words=checked, now=now)

    return decide(kind=Kind.TAKE_DOWN, petition_id=petition_id, words=words, by=by, now=now, effect=effect)
