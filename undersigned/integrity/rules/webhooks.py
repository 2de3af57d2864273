"""Signing what is told to another program: Standard Webhooks 1.0 (standardwebhooks.com), symmetric signatures."""

import base64
import hashlib
import hmac


def signed_headers(secret: bytes, *, id: str, timestamp: int, body: bytes) -> dict[str, str]:  # noqa: A002 - its name
    """The headers of a message; `timestamp` in Unix seconds. A message that is sent again keeps its id."""
    digest = hmac.new(secret, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def written_secret(secret: bytes) -> str:
    """The secret as receivers' libraries take it."""
    return "whsec_" + base64.b64encode(secret).decode()
