"""The least that an ASGI application can do: what granian costs with nothing behind it."""

from collections.abc import Awaitable, Callable
from typing import Any

BODY = b"hello"
HEADERS = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(BODY))]


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],  # noqa: ARG001 - the interface's own signature
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """200 and five bytes, whatever was asked."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})
