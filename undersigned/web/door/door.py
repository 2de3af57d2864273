"""The outermost ASGI callable: asks what is kept, takes signings and confirmations, hands all else on."""

import re
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from django.conf import settings

from undersigned.web.bodies import Application, Message, Receive, Send
from undersigned.web.door import confirming, signing
from undersigned.web.door.answers import Answer
from undersigned.web.door.gates import Gate
from undersigned.web.door.gathers import confirming_gate, signing_gate
from undersigned.web.door.heads import Head, Here, read_head
from undersigned.web.door.lanes import Full
from undersigned.web.door.reading import read
from undersigned.web.door.refusing import busy
from undersigned.web.door.visits import Visit
from undersigned.web.door.waiting import Gone, Patience, PatientReceive, TooSlow, read_body, replayed
from undersigned.web.metrics import count_request, timed
from undersigned.web.outcomes import DONE

Take = Callable[[Visit], Awaitable[Answer | None]]
READS: Final = frozenset({"GET", "HEAD"})
TOO_SLOW: Final = b"The request did not arrive in time.\n"
UNREADABLE: Final = b"The request's body ended early or cannot be read.\n"


class Door:
    """ASGI middleware: answers by itself what it can answer as Django would, byte for byte; hands on the rest.

    No body is waited for longer than `waiting` allows, whoever answers it.
    """

    __slots__ = ("_application", "_form", "_here", "_patience")

    def __init__(self, application: Application) -> None:
        """The application answers everything that the door does not."""
        self._application = application
        self._patience = Patience()
        self._here = Here.now()
        codes = "|".join(re.escape(code) for code, _name in settings.LANGUAGES)
        self._form = re.compile(
            rf"/({codes})/(?:petitions/([-a-zA-Z0-9_]+)/sign|confirm/(?:(code)|(?!resend$)([^/]+)))", re.ASCII
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        method = scope["method"]
        found = self._form.fullmatch(scope["path"]) if method == "POST" else None
        if found is not None and _gate_of(found).is_full(monotonic()):
            # Before anything is looked at: the more are turned away, the less may each of them cost.
            return await give(busy(Full(), language=found[1], slug=found[2] or "", is_secure=False), send)
        head = read_head(scope["headers"])
        if head is not None and self._here.is_named(head):
            if method in READS:
                answer = await read(scope, head, is_secure=self._here.is_secure(scope, head))
                if answer is not None:
                    return await give(answer, send, with_body=method == "GET")
            elif found is not None:
                return await self._form_sent(found, head, scope, receive, send)
        await self._hand_on(scope, receive, send, has_body=_may_have_body(head))
        return None

    async def _form_sent(self, found: re.Match[str], head: Head, scope: Message, receive: Receive, send: Send) -> None:
        """Take the form, or hand it on as it came."""
        language, slug, code, token = found.groups()
        take: Take = signing.take_signing if slug else confirming.take_code if code else confirming.take_link
        gate = _gate_of(found)
        length = self._here.form_length(head, signing.LONGEST_BODY if slug else confirming.LONGEST_BODY)
        if length is None:
            return await self._hand_on(scope, receive, send)
        try:
            body = await self._body(gate, length, receive)
        except (Full, TooSlow, Gone) as fault:
            is_secure = self._here.is_secure(scope, head)
            return await _not_taken(fault, send, language=language, slug=slug or "", is_secure=is_secure)
        visit = self._visit(language, slug or token or "", head, body, scope)
        answer = await _passing(gate, timed("sign" if slug else "confirm", take(visit)))
        if answer is not None:
            return await give(answer, send)
        if visit.outcome:
            scope = {**scope, DONE: visit.outcome}
        return await self._application(scope, replayed(body, receive), send)

    async def _body(self, gate: Gate, length: int, receive: Receive) -> bytes:
        """The whole body of somebody whom the gate lets in; Full for whoever lost their place while they sent."""
        number = gate.arrive(monotonic())
        if number is None:
            raise Full
        try:
            body = await read_body(receive, length, self._patience)
        finally:
            has_room = gate.has_sent(number)
        if not has_room:
            raise Full
        return body

    def _visit(self, language: str, name: str, head: Head, body: bytes, scope: Message) -> Visit:
        return Visit(
            language=language,
            name=name,
            content_type=head.get(b"content-type", b"").decode("latin-1"),
            body=body,
            network=self._here.network(scope, head),
            is_secure=self._here.is_secure(scope, head),
        )

    async def _hand_on(self, scope: Message, receive: Receive, send: Send, *, has_body: bool = True) -> None:
        if not has_body:
            return await self._application(scope, receive, send)
        try:
            await self._application(scope, PatientReceive(receive, self._patience), send)
        except (TooSlow, Gone) as fault:
            # Raised while the body is read, so nothing has been answered yet.
            await give(_not_read(fault), send)


def _gate_of(form: re.Match[str]) -> Gate:
    return signing_gate if form[2] else confirming_gate


async def _not_taken(fault: Exception, send: Send, *, language: str, slug: str, is_secure: bool) -> None:
    """Whoever came too many is told so, and whoever sent too slowly or what can't be read."""
    is_full = isinstance(fault, Full)
    answer = busy(fault, language=language, slug=slug, is_secure=is_secure) if is_full else _not_read(fault)
    await give(answer, send)


async def _passing(gate: Gate, answer: Awaitable[Answer | None]) -> Answer | None:
    """The answer to somebody who is on their way until then."""
    gate.enter()
    try:
        return await answer
    finally:
        gate.leave(monotonic())


def _may_have_body(head: Head | None) -> bool:
    return head is None or b"content-length" in head or b"transfer-encoding" in head


async def give(answer: Answer, send: Send, *, with_body: bool = True) -> None:
    """Send this answer; without its body to HEAD."""
    count_request("door", answer.status)
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


def _not_read(fault: Exception) -> Answer:
    """408 or 400; who has left reads neither, and the server would say 500 in its own words if nothing were said."""
    status, text = (408, TOO_SLOW) if isinstance(fault, TooSlow) else (400, UNREADABLE)
    headers = (
        (b"content-type", b"text/plain"),
        (b"content-length", b"%d" % len(text)),
        (b"connection", b"close"),
    )
    return Answer(status, headers, text)
