"""The outermost ASGI callable: asks what is kept, takes signings and confirmations, hands all else on."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from undersigned.web.door.answers import Answer
from undersigned.web.door.hosts import is_own_host
from undersigned.web.door.pages import page

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Door:
    """ASGI middleware: answers by itself what it can answer as Django would, byte for byte; hands on the rest."""

    __slots__ = ("_application",)

    def __init__(self, application: Application) -> None:
        """The application answers everything that the door does not."""
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] == "http":
            method = scope["method"]
            if method in {"GET", "HEAD"}:
                answer = _kept(scope)
                if answer is not None:
                    return await give(answer, send, with_body=method == "GET")
        return await self._application(scope, receive, send)


def _kept(scope: Message) -> Answer | None:
    host = accept_encoding = if_none_match = b""
    for name, value in _headers(scope):
        if name == b"host":
            host = value
        elif name == b"accept-encoding":
            accept_encoding = value
        elif name == b"if-none-match":
            if_none_match = value
    if not is_own_host(host):
        return None
    return page(scope["path"].encode(), accept_encoding, if_none_match)


def _headers(scope: Message) -> Iterable[tuple[bytes, bytes]]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return headers


async def give(answer: Answer, send: Send, *, with_body: bool = True) -> None:
    """Send this answer; without its body to HEAD."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
