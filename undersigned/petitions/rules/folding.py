"""Words as they are compared: without marks and case, cut to their beginning, so that endings don't matter."""

import re
import unicodedata
from typing import Final

SPELT: Final = str.maketrans({
    "ı": "i", "İ": "i", "ə": "e", "Ə": "e", "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
    "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l",
    "ς": "σ", "ي": "ی", "ك": "ک", "ة": "ه",
})  # fmt: skip
"""Letters that no decomposition folds."""

STEM: Final = 5
"""Letters kept of a word: `library` and `libraries`, `train` and `trains` meet."""
SHORTEST: Final = 3
WORD: Final = re.compile(r"[^\W_]+")
UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Scripts written without spaces: compared by pairs of letters."""


def fold(text: str) -> str:
    """The text in lower case without marks."""
    spelt = unicodedata.normalize("NFKD", text.translate(SPELT))
    return "".join(letter for letter in spelt if not unicodedata.combining(letter)).casefold()


def words_of(text: str, *, most: int = 40) -> tuple[str, ...]:
    """Beginnings of the text's words, each once, in order; at most `most`."""
    found: dict[str, None] = {}
    for word in WORD.findall(fold(text)):
        for part in _parts(word):
            found.setdefault(part)
    return tuple(found)[:most]


def _parts(word: str) -> list[str]:
    if UNSPACED.search(word):
        return [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    return [word[:STEM]] if len(word) >= SHORTEST or word.isdecimal() else []
