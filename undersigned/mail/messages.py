"""A letter's bytes. What many get alike is encoded once; a person's parts are put in.

Bodies are quoted-printable (RFC 2045, 6.7): any text fits into short lines of ASCII for any server, and since a soft
line break may stand anywhere, a part is encoded alone and set between two of them. A line never begins with a dot.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from functools import lru_cache
from typing import Final

from undersigned.mail.rules import FilledLetter, FormLetter, Letter, as_form

LONGEST_LINE: Final = 75
SAFE: Final = frozenset(range(33, 127)) - {ord("=")} | {ord(" "), ord("\t")}
QUOTED: Final = [bytes([byte]) if byte in SAFE else b"=%02X" % byte for byte in range(256)]
SHORT_AND_SAFE: Final = re.compile(rb"[0-9A-Za-z][!-<>-~ ]{0,73}")
SOFT_BREAK: Final = b"=\r\n"
LINE_END: Final = re.compile(r"\r\n|\r|\n")
# What cannot stand unquoted in an address (RFC 5322, 3.2.3), spaces and control characters included.
NO_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\"(),:;<>\[\]\\]")
# "=_" is in no quoted-printable text (RFC 2045, 6.7, note at the end), so this line is in no body.
BOUNDARY: Final = b"=_letter"

Piece = bytes | str
"""Bytes as they stand, or the name of a part."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form letter in bytes."""

    head: bytes
    text: Sequence[Piece]
    html: Sequence[Piece]


def compose(letter: Letter | FilledLetter, *, sender: str, now: datetime) -> bytes:
    """The message's bytes: text and HTML, marked as automatic so that no holiday note answers it.

    ValueError where a header would not be what it was meant to be.
    """
    if isinstance(letter, Letter):
        # Nobody else gets this one: it is not kept.
        filled = as_form(letter).fill(letter.to, {})
        form = _form.__wrapped__(filled.form, sender)
    else:
        filled, form = letter, _form(letter.form, sender)
    return b"".join((
        form.head, _address_line(filled.to),
        b"Date: ", format_datetime(now).encode("ascii"), b"\r\n",
        b"Message-ID: ", make_msgid(domain=envelope_sender(sender).rpartition("@")[2]).encode("ascii"), b"\r\n",
        b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="', BOUNDARY, b'"\r\n\r\n',
        b"--", BOUNDARY, _part_head(b"plain"), *_fill(form.text, filled.text_parts),
        b"\r\n--", BOUNDARY, _part_head(b"html"), *_fill(form.html, filled.html_parts),
        b"\r\n--", BOUNDARY, b"--\r\n",
    ))  # fmt: skip


def _part_head(kind: bytes) -> bytes:
    return b'\r\nContent-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' % kind


def _address_line(to: str) -> bytes:
    """In UTF-8 where the address has other letters: such a letter is announced with SMTPUTF8 (RFC 6532, 3.2)."""
    if NO_ADDRESS.search(to) or to.count("@") != 1:
        raise ValueError("an address with a linefeed or another character that no address has")
    return b"To: %s\r\n" % to.encode()


@lru_cache(maxsize=64)
def envelope_sender(sender: str) -> str:
    """The address alone of a sender that may have a name."""
    return parseaddr(sender)[1]


@lru_cache(maxsize=256)
def _form(letter: FormLetter, sender: str) -> Form:
    return Form(_head(letter, sender), _pieces(letter.text), _pieces(letter.html))


def _head(letter: FormLetter, sender: str) -> bytes:
    """The headers that are the same for everybody, as the standard library writes them."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    for name, value in letter.headers:
        message[name] = value
    return message.as_bytes().removesuffix(b"\r\n")


def _pieces(texts: Sequence[str]) -> list[Piece]:
    """Texts and names of parts by turns, as FormLetter holds them, with the texts encoded."""
    pieces: list[Piece] = []
    for place, text in enumerate(texts):
        if place % 2:
            pieces += [SOFT_BREAK, text, SOFT_BREAK]
        else:
            pieces.append(_encode(text))
    return pieces


def _fill(pieces: Sequence[Piece], parts: Mapping[str, str]) -> list[bytes]:
    return [piece if isinstance(piece, bytes) else _encode(parts[piece]) for piece in pieces]


def _encode(text: str) -> bytes:
    """Quoted-printable lines; what follows must begin a line or stand after a soft break of its own."""
    plain = text.encode()
    if SHORT_AND_SAFE.fullmatch(plain):
        return plain
    return b"\r\n".join(_encode_line(line) for line in LINE_END.split(text))


def _encode_line(text: str) -> bytes:
    lines, line = [], b""
    for byte in text.encode():
        quoted = b"=2E" if byte == 0x2E and not line else QUOTED[byte]
        if len(line) + len(quoted) > LONGEST_LINE:
            lines.append(line)
            line = b"=2E" if byte == 0x2E else QUOTED[byte]
        else:
            line += quoted
    if line[-1:] in {b" ", b"\t"}:
        # Servers may cut blanks at the end of a line; before a soft break they are safe.
        line += SOFT_BREAK
    return SOFT_BREAK.join((*lines, line))
