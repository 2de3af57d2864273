"""Take a published petition down."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.take_down import take_down as take_down_petition


def take_down(*, petition_id: int, words: str, code: str, original: str = "", by: Account, now: datetime) -> Decision:
    """The petition is off the public pages, the words are on their way to the starter; one transaction.

    Everybody reads words and reason in place of the text, unless the reason is secret. Raises what `decide` raises.
    """

    def effect(reason: Reason) -> None:
        words, code = reason.public_words, reason.public_code
        take_down_petition(petition_id=petition_id, words=words, code=code, now=now)

    reason = Reason(words, code, original)
    return decide(kind=Kind.TAKE_DOWN, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
