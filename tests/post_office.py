"""A real SMTP server on loopback that keeps what it is given and can be told to refuse."""

import asyncio
import re
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"^https?://\S+$", re.MULTILINE)
CODE = re.compile(r"^[0-9]{6}$", re.MULTILINE)


@dataclass(frozen=True)
class Received:
    """One letter as it came over the wire."""

    to: str
    sender: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def link(self) -> str:
        """The first address that stands alone on its line."""
        found = LINK.search(self.text)
        assert found is not None, f"no link alone on a line in:\n{self.text}"
        return found.group()

    @property
    def code(self) -> str:
        """The six digits that stand alone on their line."""
        found = CODE.search(self.text)
        assert found is not None, f"no code alone on a line in:\n{self.text}"
        return found.group()

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


class PostOffice:
    """Collects letters.

    `refuse[address] = "550 no such mailbox"` answers RCPT for that address; `fail = "451 later"` answers every DATA.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.refuse: dict[str, str] = {}
        self.fail: str | None = None
        self._lock = threading.Lock()
        self._controller: Any = None

    def __enter__(self) -> Self:
        # Port 0 would do, but the controller connects to itself by the number it was given.
        self._controller = _Loopback(self.handler(), hostname="127.0.0.1", port=0)
        self._controller.start()
        return self

    def handler(self) -> "Handler":
        """What answers the commands of a session."""
        return Handler(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def clear(self) -> None:
        with self._lock:
            self.received.clear()
            self.refuse.clear()
            self.fail = None

    def keep(self, letter: Received) -> None:
        with self._lock:
            self.received.append(letter)

    def to(self, address: str) -> list[Received]:
        """Letters to this address, oldest first."""
        with self._lock:
            return [letter for letter in self.received if letter.to == address]

    def last(self, address: str) -> Received:
        """The newest letter to this address; the test fails where there is none."""
        letters = self.to(address)
        assert letters, f"nothing came for {address}"
        return letters[-1]

    def wait_for(self, address: str, within_seconds: float = 60) -> Received:
        """The newest letter to this address, as soon as there is one."""
        deadline = time.monotonic() + within_seconds
        while not self.to(address) and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.last(address)

    def __len__(self) -> int:
        return len(self.received)


class _Loopback(Controller):
    def _trigger_server(self) -> None:
        """Connect to the port that was really bound: the parent class would connect to port 0."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Handler:
    def __init__(self, office: PostOffice) -> None:
        self.office = office

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds handlers by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.office.refuse:
            return self.office.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.office.fail is not None:
            return self.office.fail
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        for address in envelope.rcpt_tos:
            self.office.keep(Received(address, envelope.mail_from or "", message))
        return "250 OK"
