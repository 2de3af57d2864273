"""Who is who: the keyed marks of an address and of a person, and when two names are one person's."""

import hashlib
import hmac
import unicodedata

from undersigned.keys.rules import derive, framed

TAG_BYTES = 6
PERSON = "person"
_ASCII = {
    code: (chr(code).lower() if chr(code).isalnum() else " " if chr(code) in " -" else None) for code in range(128)
}


def fingerprint(key: bytes, canonical: str) -> bytes:
    """N of the ledger, 32 bytes: HMAC-SHA256 of the canonical address under the petition's fingerprint key K_p."""
    return hmac.digest(key, canonical.encode(), hashlib.sha256)


def person_key(key: bytes, canonical: str, name: str) -> bytes:
    """32 bytes, the same exactly for one canonical address and names that `folded_name` takes for one."""
    return derive(key, PERSON, canonical.encode(), folded_name(name).encode())


class Marks:
    """`fingerprint` and `person_key` of many people under one key, which is made ready once."""

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes) -> None:
        """For this petition."""
        self._keyed = hmac.new(key, digestmod="sha256")

    def fingerprint(self, canonical: str) -> bytes:
        """As the function says."""
        return self._mark(canonical.encode())

    def person_key(self, canonical: str, name: str) -> bytes:
        """As the function says."""
        return self._mark(framed(PERSON, canonical.encode(), folded_name(name).encode()))

    def _mark(self, message: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(message)
        return keyed.digest()


def person_tag(key: bytes) -> bytes:
    """The short form of a person_key that a token carries, so that it dies when the place changes hands."""
    return key[:TAG_BYTES]


def folded_name(name: str) -> str:
    """The name without what one person writes now so, now otherwise.

    That is case, accents on Latin, Greek and Cyrillic letters, punctuation, doubled space, order of words.
    Marks of other scripts stay: in Devanagari or Thai they are vowels, and without them two names become one.
    """
    if name.isascii():
        # The same for what most names are made of, in a tenth of the time.
        return " ".join(sorted(name.translate(_ASCII).split())) or name
    decomposed = unicodedata.normalize("NFKD", name).casefold().replace("ı", "i")
    kept, base = [], ""
    for character in unicodedata.normalize("NFKD", decomposed):
        category = unicodedata.category(character)
        if category[0] == "M":
            kept.append("" if _bears_accents(base) else character)
        elif category[0] in "LN":
            base = character
            kept.append(character)
        elif category[0] == "Z" or category == "Pd":
            base = ""
            kept.append(" ")
    words = sorted("".join(kept).split())
    # A name of symbols alone keeps its symbols: otherwise all such names would be one person.
    return " ".join(words) or unicodedata.normalize("NFC", name)


def _bears_accents(base: str) -> bool:
    return base != "" and unicodedata.name(base, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
