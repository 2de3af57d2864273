"""How long the door waits for a body: a client that sends too slowly is cut, whoever would have answered it."""

import asyncio
from collections.abc import Awaitable
from time import monotonic
from typing import Any, Final

from undersigned.web.bodies import Message, Receive

BODY_SECONDS: Final = 25.0
SLOWEST_BYTES_PER_SECOND: Final = 32_000
"""Beyond the first seconds: a photo over a weak line comes through, a byte now and then does not."""
LOOK_SECONDS: Final = 1.0


class TooSlow(Exception):
    """The body was not complete in time."""


class Gone(Exception):
    """The body ended before it was complete, or cannot be read: the client left, or its framing is broken."""


class Patience:
    """Looks at all bodies that are on their way once a second, and ends the wait for those that are late.

    Not asyncio's time-outs: they cancel the task, and the server's own tasks cannot be cancelled.
    """

    def __init__(self) -> None:
        """Nobody is waited for."""
        self._awaited: dict[int, tuple[float, asyncio.Future[Any]]] = {}
        self._cut: set[int] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def wait(self, coming: Awaitable[Message], until: float) -> Message:
        """The message, or TooSlow where it has not come by `until` on the monotonic clock."""
        # The server's own awaitables are like futures already.
        future: Any = coming if hasattr(coming, "cancel") else asyncio.ensure_future(coming)
        key = id(future)
        self._awaited[key] = (until, future)
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(LOOK_SECONDS, self._look, loop)
        try:
            message: Message = await future
        except asyncio.CancelledError:
            if key in self._cut:
                raise TooSlow from None
            raise
        finally:
            del self._awaited[key]
            self._cut.discard(key)
        return message

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._loop is not loop:
            return
        now = monotonic()
        for key, (until, future) in list(self._awaited.items()):
            if until < now and not future.done():
                self._cut.add(key)
                future.cancel()
        if self._awaited:
            loop.call_later(LOOK_SECONDS, self._look, loop)
        else:
            self._loop = None


class PatientReceive:
    """An ASGI `receive` that raises TooSlow or Gone until the body is complete, and waits for ever afterwards."""

    __slots__ = ("_has_all", "_length", "_patience", "_receive", "_since")

    def __init__(self, receive: Receive, patience: Patience) -> None:
        """The time runs from now."""
        self._receive, self._patience = receive, patience
        self._since, self._length, self._has_all = monotonic(), 0, False

    async def __call__(self) -> Message:
        """The next message."""
        if self._has_all:
            return await self._receive()
        until = self._since + BODY_SECONDS + self._length / SLOWEST_BYTES_PER_SECOND
        message = await self._patience.wait(self._receive(), until)
        if message["type"] != "http.request":
            raise Gone
        self._length += len(message.get("body", b""))
        self._has_all = not message.get("more_body", False)
        return message


async def read_body(receive: Receive, length: int, patience: Patience) -> bytes:
    """The whole body of this length; TooSlow after 25 seconds, Gone where the client left."""
    if length == 0:
        return b""
    until = monotonic() + BODY_SECONDS
    body = b""
    while True:
        message = await patience.wait(receive(), until)
        if message["type"] != "http.request":
            raise Gone
        part: bytes = message.get("body", b"")
        body += part
        if len(body) >= length:
            return body
        if not message.get("more_body", False):
            # A body that ends before the length that was announced: the connection broke.
            raise Gone


def replayed(body: bytes, receive: Receive) -> Receive:
    """An ASGI `receive` that gives this body first, for whoever reads the request again."""
    is_told = False

    async def receive_again() -> Message:
        nonlocal is_told
        if not is_told:
            is_told = True
            return {"type": "http.request", "body": body, "more_body": False}
        message = await receive()
        while message["type"] == "http.request":
            # The end of the body, which nobody had to wait for since its length was known.
            message = await receive()
        return message

    return receive_again
