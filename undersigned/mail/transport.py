"""Handing one letter after the other to a mail server over one connection.

Promise: `hand_over` says how it ended in one of four words. UNSURE only where the connection broke after DATA
began, for then the letter may have arrived; before DATA it is known not to have left (RFC 5321, 4.1.1.4).
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote

from undersigned.mail.rules import End, Letter

TIMEOUT_SECONDS = 60


class MailUnreachable(Exception):
    """No connection to the mail server; no letter was touched."""


class Transport(Protocol):
    """One open way out."""

    def hand_over(self, letter: Letter, *, sender: str, now: datetime) -> End:
        """How the attempt ended."""


@contextlib.contextmanager
def smtp_transport(parts: SplitResult) -> Iterator[Transport]:
    """One connection for many letters, closed at the end; raises MailUnreachable where there is none."""
    connection = _connect(parts)
    try:
        yield SmtpTransport(connection)
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()


def _connect(parts: SplitResult) -> smtplib.SMTP:
    wants_tls = parts.scheme == "smtps"
    host, port = parts.hostname or "localhost", parts.port or (465 if wants_tls else 25)
    try:
        if wants_tls:
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        if "starttls" in parse_qs(parts.query, keep_blank_values=True):
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError) as fault:
        raise MailUnreachable(f"{host}:{port}: {type(fault).__name__}") from fault
    return connection


class SmtpTransport:
    """One SMTP connection; raises MailUnreachable when it is gone before the letter began."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def hand_over(self, letter: Letter, *, sender: str, now: datetime) -> End:
        message = compose(letter, sender=sender, now=now)
        refusal = self._announce(letter.to, sender, internationalised=not letter.to.isascii())
        return refusal if refusal is not None else self._data(message)

    def _announce(self, to: str, sender: str, *, internationalised: bool) -> End | None:
        """MAIL and RCPT; how it ended, or None where DATA may follow."""
        if internationalised and not self._connection.has_extn("smtputf8"):
            return End.REFUSED
        try:
            code, _ = self._connection.mail(sender, ("SMTPUTF8",) if internationalised else ())
            if code == 250:
                code, _ = self._connection.rcpt(to)
            if code in {250, 251}:
                return None
            self._connection.rset()
        except (smtplib.SMTPException, OSError) as fault:
            raise MailUnreachable(type(fault).__name__) from fault
        return _verdict(code)

    def _data(self, message: bytes) -> End:
        try:
            code, _ = self._connection.data(message)
        except smtplib.SMTPDataError as refused:
            return _verdict(refused.smtp_code)
        except (smtplib.SMTPException, OSError):
            return End.UNSURE
        return _verdict(code)


def _verdict(code: int) -> End:
    if 200 <= code < 300:
        return End.SENT
    # 421 and 4xx pass; 5xx is for good. Anything else is no SMTP and may pass.
    return End.REFUSED if 500 <= code < 600 else End.LATER


def compose(letter: Letter, *, sender: str, now: datetime) -> bytes:
    """The message's bytes: text and HTML, marked as automatic so that no holiday note answers it."""
    message = EmailMessage(policy=SMTP.clone(utf8=not letter.to.isascii()))
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    # Only now: making the message multipart moves Content-* headers into its first part.
    message["Content-Language"] = letter.language
    return message.as_bytes()
