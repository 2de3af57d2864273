"""A mail server on loopback that does at each step what a test tells it: answer, hang up, take its time."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

CUT = "cut"
"""Hang up without a word."""
KEEP_AND_CUT = "keep and cut"
"""At the last dot: keep the letter and hang up before the answer."""
CUT_IN_BODY = "cut in the body"
"""At DATA: say 354, read a little, hang up."""

Mood = Callable[[str, str], str | None]
"""Step (`HELLO MAIL RCPT DATA DOT`) and reader's address in, what to do out; None: all is well."""


class MoodyOffice:
    """`received` are the letters that it kept, `connections` how often somebody connected, `steps` what was asked."""

    def __init__(self, mood: Mood = lambda _step, _to: None, *, takes: float = 0.0) -> None:
        self.mood, self.takes = mood, takes
        self.has_thought = threading.Event()
        """Set it, and it takes no more time."""
        self.received: list[tuple[str, EmailMessage]] = []
        self.at: list[float] = []
        self.connections = 0
        self.steps: Counter[str] = Counter()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._peers: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone does not wake the thread that waits for the next caller.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for peer in self._peers:
            peer.close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.getsockname()[1]}"

    def readers(self) -> list[str]:
        """Whose letters were kept, in order."""
        return [to for to, _ in self.received]

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._server.accept()
            except OSError:
                return
            self._peers.append(peer)
            self.connections += 1
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        try:
            with peer, peer.makefile("rb") as lines:
                _Session(self, peer, lines.readline).talk()
        except (OSError, ValueError):
            return


class _Session:
    def __init__(self, office: MoodyOffice, peer: socket.socket, read: Callable[[], bytes]) -> None:
        self._office, self._peer, self._read = office, peer, read
        self._to = ""

    def talk(self) -> None:
        if self._step("HELLO", "220 here") and self._greet():
            while line := self._read():
                if not self._command(line.decode().strip()):
                    return

    def _greet(self) -> bool:
        self._read()
        self._say("250-here\r\n250-SMTPUTF8\r\n250 8BITMIME")
        return True

    def _command(self, line: str) -> bool:
        verb = line[:4].upper()
        if verb == "RCPT":
            self._to = line.partition("<")[2].rpartition(">")[0]
        if verb == "DATA":
            return self._data()
        if verb == "QUIT":
            self._office.steps[verb] += 1
            self._say("221 bye")
            return False
        return self._step(verb, "250 OK")

    def _data(self) -> bool:
        act = self._mood("DATA")
        if act == CUT_IN_BODY:
            self._say("354 go on")
            self._read()
            return False
        if act is not None:
            return self._do(act)
        self._say("354 go on")
        body = []
        while (line := self._read()) != b".\r\n":
            if not line:
                return False
            body.append(line[1:] if line.startswith(b".") else line)
        self._office.has_thought.wait(self._office.takes)
        return self._dot(b"".join(body))

    def _dot(self, body: bytes) -> bool:
        act = self._mood("DOT")
        if act in {None, KEEP_AND_CUT}:
            message = message_from_bytes(body, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self._office.received.append((self._to, message))
            self._office.at.append(time.monotonic())
        return self._do(act or "250 kept")

    def _step(self, step: str, fine: str) -> bool:
        return self._do(self._mood(step) or fine)

    def _mood(self, step: str) -> str | None:
        self._office.steps[step] += 1
        return self._office.mood(step, self._to)

    def _do(self, act: str) -> bool:
        """Says it; False where that was the end."""
        if act in {CUT, KEEP_AND_CUT}:
            return False
        self._say(act)
        return not act.startswith("421")

    def _say(self, line: str) -> None:
        self._peer.sendall(line.encode() + b"\r\n")
