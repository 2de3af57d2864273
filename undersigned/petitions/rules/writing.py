"""What people may write: lines, stories, links. Nothing is changed but the edges and the ends of lines."""

import unicodedata
from typing import Final
from urllib.parse import urlsplit

LONGEST_TITLE: Final = 200
LONGEST_STORY: Final = 30_000
LONGEST_NAME: Final = 120
LONGEST_LINK: Final = 1_000

BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings and overrides: with them a line can be made to read as another one."""


class WritingRefused(Exception):
    """The text can't stand; `.code` is empty | too_long | control | direction | link | number | choice | too_many."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


def line(raw: str, longest: int, *, is_needed: bool = False) -> str:
    """One line without its outer white space; "" only where nothing is needed."""
    text = raw.strip()
    if not _is_visible(text):
        if is_needed or text:
            raise WritingRefused("empty")
        return ""
    if len(text) > longest:
        raise WritingRefused("too_long")
    _refuse(text, allowed="")
    return text


def story(raw: str) -> str:
    """Many lines of Markdown, ended by LF alone; "" where there is nothing to see."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip("\n \t")
    if not _is_visible(text):
        return ""
    if len(text) > LONGEST_STORY:
        raise WritingRefused("too_long")
    _refuse(text, allowed="\n\t")
    return text


def link(raw: str) -> str:
    """An http or https address, or ""."""
    text = line(raw, LONGEST_LINK)
    if not text:
        return ""
    if any(letter.isspace() for letter in text):
        raise WritingRefused("link")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise WritingRefused("link") from None
    if parts.scheme not in {"http", "https"} or not host or "." not in host or parts.username is not None:
        raise WritingRefused("link")
    return text


def whole_number(raw: str, highest: int) -> int | None:
    """A whole number from 1, however its thousands are set apart; None for ""."""
    text = "".join(letter for letter in raw.strip() if letter not in " _.,'’٬\u00a0\u202f")
    if not text and not raw.strip():
        return None
    if not text.isdecimal() or len(text) > 20:
        raise WritingRefused("number")
    number = int(text)
    if not 1 <= number <= highest:
        raise WritingRefused("number")
    return number


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _refuse(text: str, *, allowed: str) -> None:
    for letter in text:
        if letter == "\ufffd":
            # What a decoder leaves where bytes were no text.
            raise WritingRefused("control")
        if letter in BIDI:
            raise WritingRefused("direction")
        if unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Zl", "Zp"} and letter not in allowed:
            raise WritingRefused("control")
