"""Refuse a reply."""

from datetime import datetime
from uuid import UUID

from undersigned.accounts.models import Account
from undersigned.reports.actions.decide_reply import decide_reply
from undersigned.reports.rules.replying import ReplyState
from undersigned.reports.rules.reporting import KEPT_AFTER


def refuse_reply(*, reply_id: UUID, words: str, by: Account, now: datetime) -> None:
    """The reply will not stand; whoever asked gets these words, and what they sent goes after 30 days.

    Raises NotAllowed, StatementMissing, StatementTooLong, ReplyMoved.
    """
    decide_reply(
        reply_id=reply_id,
        known=ReplyState.WAITING,
        wanted=ReplyState.REFUSED,
        words=words,
        by=by,
        now=now,
        forget_at=now + KEPT_AFTER,
    )
