"""The webhook of whoever runs the site: one message by POST, signed as Standard Webhooks say."""

import http.client
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from undersigned.integrity.fields import webhook_secret
from undersigned.integrity.rules.webhooks import signed_headers

WAITS: Final = 10.0
"""Seconds."""


class WebhookRefused(Exception):
    """The receiver did not say that it took the message; the job is tried again."""


def post_message(url: str, *, id: str, message: Mapping[str, object], now: datetime) -> None:  # noqa: A002 - its name
    """The receiver has taken it; raises WebhookRefused and what the network raises. Redirections are not followed."""
    body = json.dumps(message).encode()
    status = _post(url, body, signed_headers(webhook_secret(), id=id, timestamp=int(now.timestamp()), body=body))
    if not 200 <= status < 300:
        raise WebhookRefused(str(status))


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
