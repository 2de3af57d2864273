"""The bytes that are hashed into the log: a version's text, and the rules of a petition. Layout: docs/texts.md."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from undersigned.petitions.rules.drafts import AddresseeChoice, SourceEntry

TEXT_KIND: Final = "undersigned-text/1"
RULES_KIND: Final = "undersigned-rules/1"


@dataclass(frozen=True, slots=True)
class LanguageText:
    """A title and a story in one language."""

    language: str
    title: str
    story: str


@dataclass(frozen=True, slots=True)
class WholeText:
    """Everything that a signature of this version stands under."""

    pid: str
    version: int
    original_language: str
    texts: tuple[LanguageText, ...]
    addressees: tuple[AddresseeChoice, ...]
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True)
class PetitionRules:
    """What is promised to all who sign, fixed when the petition opens."""

    pid: str
    publication: str
    """immediate | moderated | supported | supported_moderated."""
    per_address: int
    retention_months: int
    handover: str
    fingerprint_key_hash: str
    """Standard base64 of the SHA-256 of K_p."""
    goal: int | None


def text_document(text: WholeText) -> str:
    """The characters whose UTF-8 bytes are hashed for `open` and `amend`; no two texts share them."""
    fields = [("pid", text.pid), ("version", str(text.version)), ("language", text.original_language)]
    for one in sorted(text.texts, key=lambda one: one.language):
        fields += [("text-language", one.language), ("title", one.title), ("story", one.story)]
    for addressee in text.addressees:
        fields += [("addressee", addressee.name), ("office", addressee.office), ("body", addressee.body)]
    for source in text.sources:
        fields += [("source", source.title), ("publisher", source.publisher), ("date", source.date)]
        fields += [("link", source.link)]
    return _document(TEXT_KIND, fields)


def rules_document(rules: PetitionRules) -> str:
    """The characters whose UTF-8 bytes are hashed for `open`."""
    fields = [
        ("pid", rules.pid),
        ("publication", rules.publication),
        ("signatures-per-address", str(rules.per_address)),
        ("retention-months", str(rules.retention_months)),
        ("handover", rules.handover),
        ("fingerprint-key-sha256", rules.fingerprint_key_hash),
        ("goal", "" if rules.goal is None else str(rules.goal)),
    ]
    return _document(RULES_KIND, fields)


def hash_of(document: str) -> str:
    """Standard base64 of the SHA-256 of the document's UTF-8 bytes; 44 characters."""
    return base64.b64encode(hashlib.sha256(document.encode()).digest()).decode()


def _document(kind: str, fields: Iterable[tuple[str, str]]) -> str:
    # The length in bytes stands before each value, so that no value can look like the next field.
    return kind + "\n" + "".join(f"{name} {len(value.encode())}\n{value}\n" for name, value in fields)
