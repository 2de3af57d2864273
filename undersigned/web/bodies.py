"""The outermost door: no body is kept that is longer than any photo, on whatever address it comes.

Django writes a body to disk before any view may look at it, so one sender could fill the disk.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from undersigned.petitions.rules.photos import LONGEST_FILE_BYTES

LONGEST_BODY_BYTES: Final = LONGEST_FILE_BYTES + 25_000_000
"""What cameras write and is too long for a photo still gets its sentence at the field."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class BodyTooLong(Exception):
    """More came than may be kept."""


class ShortBodies:
    """ASGI middleware: 413 where the length says so, and where a body without a length grows beyond it."""

    def __init__(self, application: Application) -> None:
        """The application never sees a longer body."""
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand over, or answer 413."""
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        if _declared(scope) > LONGEST_BODY_BYTES:
            return await _refuse(send)
        try:
            await self._application(scope, _counted(receive), send)
        except BodyTooLong:
            # Raised while the body is read, so nothing has been answered yet.
            await _refuse(send)


def _declared(scope: Message) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else 0


def _counted(receive: Receive) -> Receive:
    length = 0

    async def receive_short() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > LONGEST_BODY_BYTES:
            raise BodyTooLong
        return message

    return receive_short


async def _refuse(send: Send) -> None:
    text = b"This is more than can be read.\n"
    headers = [
        (b"content-type", b"text/plain"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
