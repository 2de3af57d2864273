"""Stop the signing of a petition."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.stop import stop as stop_petition


def stop(*, petition_id: int, words: str, code: str, original: str = "", by: Account, now: datetime) -> Decision:
    """Nobody can sign any more, the text stays, the words are on their way to the starter; one transaction.

    Everybody reads words and reason beside the text, unless the reason is secret. Raises what `decide` raises.
    """

    def effect(reason: Reason) -> None:
        stop_petition(petition_id=petition_id, words=reason.public_words, code=reason.public_code, now=now)

    reason = Reason(words, code, original)
    return decide(kind=Kind.STOP, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
