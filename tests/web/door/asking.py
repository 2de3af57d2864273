"""Requests as a server hands them to the door, and what came back, without any socket."""

import asyncio
import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from django.core.asgi import get_asgi_application

from undersigned.web.bodies import Application, Message

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    """One whole answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode()


def django_application() -> Application:
    """Django alone, as it stands behind the door."""
    application: Any = get_asgi_application()
    return cast(Application, application)


@dataclass
class Behind:
    """The application behind a door: counts what is handed on, and keeps the last scope."""

    application: Application
    asked: int = 0
    scope: Message = field(default_factory=dict)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        self.asked += 1
        self.scope = scope
        await self.application(scope, receive, send)


def sent_form(path: str, form: Mapping[str, str] | bytes, **headers: str) -> dict[str, Any]:
    """A form as this site's own page sends it; a header given as "" is left out, `-` stands for `_`."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    given = {
        "host": "testserver",
        "origin": "http://testserver",
        "sec-fetch-site": "same-origin",
        "content-type": FORM,
        "content-length": str(len(body)),
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return {"method": "POST", "path": path, "headers": given, "body": body}


async def reply_to(
    application: Application,
    *,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    scheme: str = "http",
    chunks: int = 1,
    peer: str = "127.0.0.1",
    raw: str = "",
    query: bytes = b"",
) -> Reply:
    """What the application answers; the body comes in so many chunks, as granian brings it.

    `raw`: the path as it was sent, where that is not `path`.
    """
    size = max(1, -(-len(body) // chunks))
    messages: list[Message] = [
        {"type": "http.request", "body": body[at : at + size], "more_body": True} for at in range(0, len(body), size)
    ]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Message] = []
    gone = asyncio.Event()

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": path,
        "raw_path": (raw or path).encode(),
        "root_path": "",
        "query_string": query,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if value],
        "client": (peer, 40_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    await application(scope, receive, send)
    start = sent[0]
    names = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    assert len(names) == len(list(start["headers"]))
    return Reply(start["status"], names, b"".join(message.get("body", b"") for message in sent[1:]))


def ask(application: Application, **request: Any) -> Reply:
    """`reply_to` in a loop of its own, after which nothing of it is left."""
    try:
        return asyncio.run(reply_to(application, **request))
    finally:
        # A connection stands in a cycle with Django's wrapper of it: one that its thread left open ends here, and not
        # in somebody else's test. Young objects alone, which takes a millisecond.
        gc.collect(1)
