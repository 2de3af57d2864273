"""Let a reply stand beside the petition."""

from datetime import datetime
from uuid import UUID

from undersigned.accounts.models import Account
from undersigned.reports.actions.decide_reply import decide_reply
from undersigned.reports.rules.replying import ReplyState


def accept_reply(*, reply_id: UUID, checked: str, by: Account, now: datetime) -> None:
    """The reply stands on the page with this date. `checked` says how staff made sure who it is; the trail keeps it.

    Raises NotAllowed, StatementMissing, StatementTooLong, ReplyMoved, and ReplyStands where one of this body stands.
    """
    decide_reply(
        reply_id=reply_id,
        known=ReplyState.WAITING,
        wanted=ReplyState.ACCEPTED,
        words=checked,
        by=by,
        now=now,
        accepted_at=now,
    )
