"""Handing one letter after the other to a mail server over one connection.

Promise: `hand_over` says how it ended in one of four words. UNSURE only where the connection broke after the whole
letter had been written, for then it may have arrived; before, it is known not to have been taken (RFC 5321, 4.1.1.4).
"""

import contextlib
import select
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import SplitResult, parse_qs, unquote

from undersigned.mail.messages import compose, envelope_sender
from undersigned.mail.rules import End, FilledLetter, Letter

CONNECT_SECONDS: Final = 30
GOODBYE_SECONDS: Final = 2
ANSWER_SECONDS: Final = 300
LAST_ANSWER_SECONDS: Final = 600
"""To the letter's last dot: whoever gives up sooner sends letters twice (RFC 5321, 4.5.3.2.6)."""
SIGN_OF_LIFE_SECONDS: Final = 10


class MailUnreachable(Exception):
    """No connection to the mail server; no letter was taken."""


def silent() -> None:
    """Nobody wants to hear while a server is thinking."""


class Transport(Protocol):
    """One open way out."""

    is_troubled: bool
    """True once the server wants to be left alone: this connection carries no more."""

    def hand_over(
        self, letter: Letter | FilledLetter, *, sender: str, now: datetime, waiting: Callable[[], None] = silent
    ) -> End:
        """How the attempt ended. `waiting` is called every ten seconds while the server thinks."""


@contextlib.contextmanager
def smtp_transport(parts: SplitResult) -> Iterator[Transport]:
    """One connection for many letters, closed at the end; raises MailUnreachable where there is none."""
    connection = _connect(parts)
    try:
        yield SmtpTransport(connection)
    finally:
        if connection.sock is not None:
            # Whether the server says goodbye is of no interest.
            connection.sock.settimeout(GOODBYE_SECONDS)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
        connection.close()


def _connect(parts: SplitResult) -> smtplib.SMTP:
    wants_tls = parts.scheme == "smtps"
    host, port = parts.hostname or "localhost", parts.port or (465 if wants_tls else 25)
    try:
        if wants_tls:
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=CONNECT_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(host, port, timeout=CONNECT_SECONDS)
        if "starttls" in parse_qs(parts.query, keep_blank_values=True):
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        # Commands are short and each waits for its answer: no system must hold them back.
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError) as fault:
        raise MailUnreachable(f"{host}:{port}: {type(fault).__name__}") from fault
    return connection


class SmtpTransport:
    """One SMTP connection; raises MailUnreachable when it is gone before the letter was taken."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection
        self._waiting: Callable[[], None] = silent
        self.is_troubled = False

    def hand_over(
        self, letter: Letter | FilledLetter, *, sender: str, now: datetime, waiting: Callable[[], None] = silent
    ) -> End:
        self._waiting = waiting
        message = compose(letter, sender=sender, now=now)
        try:
            refusal = self._announce(letter.to, envelope_sender(sender))
            if refusal is not None:
                return refusal
            # One piece: where the system takes less than all of it, the last dot has not left.
            self._connection.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        except (smtplib.SMTPException, OSError) as fault:
            raise MailUnreachable(type(fault).__name__) from fault
        try:
            code = self._answer(LAST_ANSWER_SECONDS)
        except (smtplib.SMTPException, OSError):
            self.is_troubled = True
            return End.UNSURE
        return self._verdict(code)

    def _announce(self, to: str, sender: str) -> End | None:
        """MAIL, RCPT, DATA; how it ended, or None where the letter may follow."""
        is_international = not to.isascii()
        if is_international and not self._connection.has_extn("smtputf8"):
            return End.REFUSED
        # smtplib writes commands in ASCII unless it is told otherwise.
        self._connection.command_encoding = "utf-8" if is_international else "ascii"
        code = self._say(f"MAIL FROM:<{sender}>{' BODY=8BITMIME SMTPUTF8' if is_international else ''}")
        if not 200 <= code < 300:
            return self._refused_sender(code, is_international)
        code = self._say(f"RCPT TO:<{to}>")
        if 200 <= code < 300:
            code = self._say("DATA")
            if code == 354:
                return None
        return self._refused(code)

    def _refused_sender(self, code: int, is_international: bool) -> End:
        """A server that will not have our sender says nothing about this letter's reader."""
        end = self._refused(code)
        if is_international:
            return end
        self.is_troubled = True
        return End.LATER

    def _refused(self, code: int) -> End:
        end = self._verdict(code)
        if not self.is_troubled:
            self._say("RSET")
        return end

    def _verdict(self, code: int) -> End:
        """4xx passes; 5xx is for good. Anything else is no SMTP and may pass."""
        if 200 <= code < 300:
            return End.SENT
        if code == 421 or not 400 <= code < 600:
            # The server is about to hang up (RFC 5321, 3.8), or nobody knows what it means.
            self.is_troubled = True
        return End.REFUSED if 500 <= code < 600 else End.LATER

    def _say(self, line: str) -> int:
        self._connection.putcmd(line)
        return self._answer(ANSWER_SECONDS)

    def _answer(self, seconds: float) -> int:
        """The answer's code, waited for with signs of life."""
        sock = self._connection.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("gone")
        deadline = time.monotonic() + seconds
        while not _is_readable(sock, min(SIGN_OF_LIFE_SECONDS, seconds)):
            if time.monotonic() >= deadline:
                raise TimeoutError
            self._waiting()
        return self._connection.getreply()[0]


def _is_readable(sock: socket.socket, seconds: float) -> bool:
    pending = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
    return pending or bool(select.select([sock], [], [], seconds)[0])
