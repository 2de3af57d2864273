"""Let go what is not to be kept any longer."""

from datetime import datetime

from undersigned.reports.models import FormCount, Reply, Report
from undersigned.reports.rules.limits import COUNTED_FOR
from undersigned.reports.rules.replying import CONFIRM_WITHIN, ReplyState


def forget_reports(*, now: datetime) -> int:
    """How many rows went: reports 30 days after the decision, replies that nobody confirmed within two days, refused
    and taken back ones after 30, counts of forms after two. Harmless when run twice.
    """
    unconfirmed = Reply.objects.filter(state=ReplyState.UNCONFIRMED, created_at__lte=now - CONFIRM_WITHIN)
    gone = (
        Report.objects.filter(forget_at__lte=now),
        Reply.objects.filter(forget_at__lte=now),
        unconfirmed,
        FormCount.objects.filter(hour__lte=now - COUNTED_FOR),
    )
    return sum(rows.delete()[0] for rows in gone)
