"""Names and places as people write them. Whatever a person can be called passes unchanged but for NFC and outer space.

Refused is what is no writing: control characters, what turns the direction of the text around it, what nobody can see.
Codes: `missing`, `too_long`, `line_break`, `control`, `direction`, `invisible`, `no_letter`.
"""

import re
import unicodedata
from typing import Final

LINE_BREAKS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
# Embeddings, overrides and isolates reorder what stands after the name (UAX 9). The marks U+200E, U+200F, U+061C do
# not, and keyboards for Hebrew and Arabic produce them.
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DIRECTION_MARKS: Final = frozenset("\u200e\u200f\u061c")
JOINERS: Final = frozenset("\u200c\u200d")
# Letters by category that show as nothing.
BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
VARIATION: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180f\u034f]")


class FieldRefused(Exception):
    """The text can't stand in this field; `code` says why."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


def read_line(text: str, *, limit: int) -> str:
    """The text as NFC without space around it, 1 to `limit` characters, or FieldRefused."""
    line = unicodedata.normalize("NFC", text).strip(" \u00a0\u3000")
    if not line:
        raise FieldRefused("missing")
    if len(line) > limit:
        raise FieldRefused("too_long")
    # Plain ASCII that can be printed has none of these faults; most lines are just that.
    if line.isascii() and line.isprintable():
        return line
    for character in line:
        if fault := _fault(character):
            raise FieldRefused(fault)
    if not any(map(_is_seen, line)):
        raise FieldRefused("invisible")
    return line


def read_name(text: str, *, limit: int) -> str:
    """As read_line, for a person's name: one letter or digit at least, of whatever script."""
    line = read_line(text, limit=limit)
    # No search among categories where the first character already is a letter.
    if line[0].isalpha() and line[0] not in BLANK_LETTERS:
        return line
    if not any(unicodedata.category(character)[0] in "LN" for character in line if _is_seen(character)):
        raise FieldRefused("no_letter")
    return line


def _fault(character: str) -> str:
    """Code of what makes this character no writing, or ""."""
    if character in LINE_BREAKS:
        return "line_break"
    if character in TURNING:
        return "direction"
    category = unicodedata.category(character)
    if category in {"Cc", "Cs"} or _is_noncharacter(character):
        return "control"
    if category == "Cf" and character not in JOINERS and character not in DIRECTION_MARKS:
        return "invisible"
    return ""


def _is_noncharacter(character: str) -> bool:
    return 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE


def _is_seen(character: str) -> bool:
    if character in BLANK_LETTERS or VARIATION.match(character):
        return False
    return unicodedata.category(character)[0] not in "CZ"
