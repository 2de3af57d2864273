"""Take a reply away from the petition's page."""

from datetime import datetime
from uuid import UUID

from undersigned.accounts.models import Account
from undersigned.reports.actions.decide_reply import decide_reply
from undersigned.reports.rules.replying import ReplyState
from undersigned.reports.rules.reporting import KEPT_AFTER


def take_back_reply(*, reply_id: UUID, words: str, by: Account, now: datetime) -> None:
    """The reply stands no longer; whoever asked gets these words, and what they sent goes after 30 days.

    Raises NotAllowed, StatementMissing, StatementTooLong, ReplyMoved.
    """
    decide_reply(
        reply_id=reply_id,
        known=ReplyState.ACCEPTED,
        wanted=ReplyState.TAKEN_BACK,
        words=words,
        by=by,
        now=now,
        forget_at=now + KEPT_AFTER,
    )
