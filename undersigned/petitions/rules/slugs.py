"""Addresses of petitions: ASCII words of the title."""

from typing import Final
from urllib.parse import urlsplit

from undersigned.petitions.rules.folding import WORD, fold

LONGEST: Final = 60

LETTERS: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch",
    "ψ": "ps", "ω": "o",
}  # fmt: skip
"""Cyrillic and Greek as commonly spelt, their marks folded away; other scripts get an address without words."""


def slug_of(title: str, pid: str) -> str:
    """Words of the title joined by hyphens, or letters of the pid where the title has none that ASCII can spell."""
    words = ["".join(_ascii(letter) for letter in word) for word in WORD.findall(fold(title))]
    slug = _joined([word for word in words if word])
    if len(slug) >= 3:
        return slug
    return "petition-" + "".join(letter for letter in pid if letter.isalnum()).lower()[:8]


def numbered(slug: str, number: int) -> str:
    """The slug for the second, third ... petition of the same title."""
    return slug if number == 1 else f"{slug}-{number}"


def slug_typed(typed: str) -> str:
    """The slug in what somebody typed or copied: itself, or the address of the petition's page or one below it."""
    try:
        path = urlsplit(typed.strip()).path
    except ValueError:
        return ""
    steps = [step for step in path.split("/") if step]
    if "petitions" in steps[:-1]:
        return steps[steps.index("petitions") + 1]
    return steps[-1] if steps else ""


def _ascii(letter: str) -> str:
    return letter if letter.isascii() else LETTERS.get(letter, "")


def _joined(words: list[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug
