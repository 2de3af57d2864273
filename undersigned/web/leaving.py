"""A web process that is about to go: it answers everything, and tells its visitors to come back elsewhere.

For a short while before it stops, /readyz says 503 (a balancer turns away) and every answer carries `Connection:
close`, so that no client is about to use a connection at the moment at which it is closed.
"""

from collections.abc import Awaitable

from undersigned.web.bodies import Application, Message, Receive, Send


class Leave:
    """Whether this process is leaving; never taken back."""

    is_begun = False


def begin() -> None:
    """From now on this process is leaving. May be called from a signal handler."""
    Leave.is_begun = True


def is_leaving() -> bool:
    """True once this process has been told that it will be stopped."""
    return Leave.is_begun


class Leaving:
    """ASGI middleware, outermost: says `Connection: close` once this process leaves; until then it costs nothing."""

    def __init__(self, application: Application) -> None:
        """The application answers as ever."""
        self._application = application

    def __call__(self, scope: Message, receive: Receive, send: Send) -> Awaitable[None]:
        """Hand over."""
        return self._application(scope, receive, closing(send) if Leave.is_begun else send)


def closing(send: Send) -> Send:
    """As `send`, and the connection ends with this answer."""

    async def send_last(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [header for header in message.get("headers", ()) if header[0].lower() != b"connection"]
            message = {**message, "headers": [*kept, (b"connection", b"close")]}
        await send(message)

    return send_last
