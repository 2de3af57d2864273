"""A notice of clusters is told to the webhook. A job."""

import http.client
import json
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from undersigned.integrity.fields import webhook_secret
from undersigned.integrity.models import Notice
from undersigned.integrity.rules.webhooks import signed_headers

WAITS: Final = 10.0
"""Seconds."""
TRIED_FOR: Final = timedelta(days=1)


class NoticeRefused(Exception):
    """The receiver did not say that it took the message; the job is tried again."""


def send_notice(*, notice: int, now: datetime) -> None:
    """The receiver has it. Sent again after a crash, it carries the same id, by which receivers know it.

    It says which petitions, which kinds and how many; never a network, a domain or an address. The address comes from
    the environment alone, redirections are not followed. Raises NoticeRefused and what the network raises, for a day.
    """
    row = Notice.objects.filter(pk=notice, sent_at=None).first()
    url = settings.UNDERSIGNED.alert_webhook
    if row is None or not url or now > row.at + TRIED_FOR:
        return
    body = json.dumps(_message(row)).encode()
    headers = signed_headers(
        webhook_secret(), id=f"notice_{row.pk}_{int(row.at.timestamp())}", timestamp=int(now.timestamp()), body=body
    )
    status = _post(url, body, headers)
    if not 200 <= status < 300:
        raise NoticeRefused(str(status))
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


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=WAITS)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
