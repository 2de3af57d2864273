"""A notice of clusters is told to the webhook. A job."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from undersigned.integrity.models import Notice
from undersigned.integrity.webhook import post_message

TRIED_FOR: Final = timedelta(days=1)


def send_notice(*, notice: int, now: datetime) -> None:
    """The receiver has it. Sent again after a crash, it carries the same id, by which receivers know it.

    It says which petitions, which kinds and how many; never a network, a domain or an address. The address comes from
    the environment alone, redirections are not followed. Raises WebhookRefused and what the network raises, for a day.
    """
    row = Notice.objects.filter(pk=notice, sent_at=None).first()
    url = settings.UNDERSIGNED.alert_webhook
    if row is None or not url or now > row.at + TRIED_FOR:
        return
    if not row.alerts.exists():
        # All of it is told by a later notice.
        return
    post_message(url, id=f"notice_{row.pk}_{int(row.at.timestamp())}", message=_message(row), now=now)
    Notice.objects.filter(pk=row.pk).update(sent_at=now)


def _message(row: Notice) -> dict[str, object]:
    alerts = row.alerts.select_related("petition").order_by("-number")
    return {
        "type": "clusters.found",
        "timestamp": row.at.isoformat(),
        "data": {
            "page": f"{settings.UNDERSIGNED.site_url}/staff/integrity/clusters/",
            "clusters": [
                {"petition": one.petition.slug, "kind": one.kind, "number": one.number, "of": one.whole}
                for one in alerts
            ],
        },
    }
