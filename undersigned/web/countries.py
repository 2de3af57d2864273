"""Countries in the reader's language and the order of its alphabet."""

import unicodedata
from functools import cache

from undersigned.signatures.rules.countries import COUNTRIES
from undersigned.web.templatetags.words import locale_of

ALPHABETS = {
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz",
}
"""Where letters with marks have places of their own, and those of foreign words; elsewhere marks do not count."""


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Pairs (alpha-2 code, name), in order."""
    territories = locale_of(language).territories
    names = [(code, str(territories.get(code, code))) for code in COUNTRIES]
    return tuple(sorted(names, key=lambda pair: sort_key(pair[1], language)))


def sort_key(word: str, language: str) -> tuple[str, str]:
    """A key that puts words into the order of a language's dictionary."""
    alphabet = ALPHABETS.get(language, "")
    lowered = word.replace("I", "ı").replace("İ", "i").lower() if alphabet else word.casefold()
    letters = "".join(letter if letter in alphabet else _bare(letter) for letter in lowered)
    return "".join(chr(0xE000 + alphabet.index(letter)) if letter in alphabet else letter for letter in letters), word


def _bare(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
