"""What the door hands on goes through a gate too: Django answers a few hundred a second, each in its own thread."""

import re
from collections.abc import Callable
from time import monotonic
from typing import Final

from django.conf import settings

from undersigned.web.bodies import Application, Message, Receive, Send
from undersigned.web.door.answers import Answer
from undersigned.web.door.busy import busy_answer
from undersigned.web.door.door import give
from undersigned.web.door.gates import Gate
from undersigned.web.door.heads import Here, read_head
from undersigned.web.door.lanes import Full
from undersigned.web.door.refusing import busy
from undersigned.web.outcomes import DONE

LEAST: Final = 64
MOST: Final = 512
"""Each has a thread of its own meanwhile."""


class Behind:
    """ASGI middleware before Django: beyond what leaves in half a second it says 503 by itself.

    Let in always: whoever signs in, confirms, looks after their own signature or petition, or works here; and what is
    done already and only has to be shown.
    """

    def __init__(self, application: Application) -> None:
        """The application never has more than MOST others to answer."""
        self._application = application
        self._served = 0
        self.gate = Gate(lambda: self._served, least=LEAST, most=MOST)
        self._here = Here.now()
        self._codes = frozenset(code for code, _name in settings.LANGUAGES)
        codes = "|".join(map(re.escape, sorted(self._codes)))
        self._first = re.compile(
            rf"/(?:{codes})/(?:confirm|mine|desk|start|objection|replies)/.*|/staff/.*|/(?:healthz|readyz|metrics)"
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand over, or answer 503."""
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        if self.gate.is_full(monotonic()) and DONE not in scope and not self._first.fullmatch(scope["path"]):
            return await give(self._refusal(scope), send, with_body=scope["method"] != "HEAD")
        stay = _Stay(self.gate, self._left)
        try:
            await self._application(scope, stay.arriving(receive), stay.leaving(send))
        finally:
            stay.end()
        return None

    def _left(self) -> None:
        self._served += 1

    def _refusal(self, scope: Message) -> Answer:
        path = scope["path"]
        is_secure = self._here.is_secure(scope, read_head(scope["headers"]) or {})
        if path.startswith("/api/"):
            return busy_answer(path.encode(), "", is_secure=is_secure)
        named = path.lstrip("/").partition("/")[0]
        language = named if named in self._codes else settings.LANGUAGE_CODE
        return busy(Full(), language=language, slug="", is_secure=is_secure)


class _Stay:
    """One request behind the gate: from the end of its body to the beginning of its answer, which is all our work."""

    __slots__ = ("_gate", "_is_over", "_is_there", "_left")

    def __init__(self, gate: Gate, left: Callable[[], None]) -> None:
        self._gate, self._left = gate, left
        self._is_there = self._is_over = False

    def arriving(self, receive: Receive) -> Receive:
        """As `receive`; whoever still sends is not counted, since they may take their time."""

        async def receive_all() -> Message:
            message = await receive()
            if not self._is_there and not self._is_over and not message.get("more_body", False):
                self._is_there = True
                self._gate.enter()
            return message

        return receive_all

    def leaving(self, send: Send) -> Send:
        """As `send`; whoever reads slowly is not counted either."""

        async def send_on(message: Message) -> None:
            self.end()
            await send(message)

        return send_on

    def end(self) -> None:
        """It is over; nothing where it was already."""
        if self._is_there and not self._is_over:
            self._left()
            self._gate.leave(monotonic())
        self._is_over = True
