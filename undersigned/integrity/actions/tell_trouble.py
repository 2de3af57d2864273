"""A trouble of the public log, or its end, is told to the webhook. A job."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from undersigned.integrity.models import LogTrouble
from undersigned.integrity.webhook import post_message

TRIED_FOR: Final = timedelta(days=1)


def tell_trouble(*, trouble: int, is_end: bool, now: datetime) -> None:
    """The receiver has it. Sent again after a crash, it carries the same id, by which receivers know it.

    Says what is wrong in the words of the staff's page; they hold no personal data. Raises WebhookRefused and what
    the network raises, for a day.
    """
    row = LogTrouble.objects.filter(pk=trouble).first()
    url = settings.UNDERSIGNED.alert_webhook
    if row is None or not url:
        return
    at = (row.ended_at if is_end else None) or row.begun_at
    if now > at + TRIED_FOR:
        return
    message = {
        "type": "log.well" if is_end else "log.trouble",
        "timestamp": at.isoformat(),
        "data": {"page": f"{settings.UNDERSIGNED.site_url}/staff/house/", "kind": row.kind, "words": row.words},
    }
    post_message(url, id=f"trouble_{row.pk}_{'end' if is_end else 'begin'}", message=message, now=now)
