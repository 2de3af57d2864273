"""What is wrong with a catalogue, in words that name the sentence."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<![{$])\{(\w+)\}(?!\})|(?<!%)%[sd]")
SAME = Path(__file__).with_name("same_in_both.toml")
LETTERS = re.compile(r"[^\W\d_]{2}")


def allowed_to_stay(path: Path = SAME) -> dict[str, dict[str, str]]:
    """Per language the sentences that read alike in English, each with its reason."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def faults(catalog: Catalog, template: Catalog, same: dict[str, str]) -> Iterator[str]:
    """One line per fault; none where the catalogue is complete."""
    for wanted in template:
        if not wanted.id:
            continue
        message = catalog.get(wanted.id, wanted.context)
        if message is None:
            yield f"missing, run ./run messages: {shown(wanted)}"
        else:
            yield from faults_of(message, catalog.num_plurals, same)
    known = {(message.id, message.context) for message in template}
    for message in catalog:
        if message.id and (message.id, message.context) not in known:
            yield f"no longer in the source, run ./run messages: {shown(message)}"
    used = {_first(message.id) for message in template}
    for text in same:
        if text not in used:
            yield f"same_in_both.toml names what the source does not say: {text!r}"


def faults_of(message: Message, plurals: int, same: dict[str, str]) -> Iterator[str]:
    """Faults of one sentence: untranslated, unsure, a plural form short, other placeholders, or still English."""
    forms = [form or "" for form in (message.string if isinstance(message.string, list | tuple) else [message.string])]
    sources = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
    if message.fuzzy:
        yield f"marked fuzzy: {shown(message)}"
    if message.pluralizable and len(forms) != plurals:
        yield f"{len(forms)} plural forms instead of {plurals}: {shown(message)}"
    if not all(forms):
        yield f"untranslated: {shown(message)}"
        return
    wanted = [placeholders(text) for text in sources]
    for form in forms:
        if placeholders(form) not in wanted:
            yield f"other placeholders than the source: {shown(message)} -> {form!r}"
        if form in sources and LETTERS.search(PLACEHOLDER.sub("", form)) and sources[0] not in same:
            yield f"still English: {shown(message)}"


def placeholders(text: str) -> frozenset[str]:
    return frozenset(match.group() for match in PLACEHOLDER.finditer(text))


def shown(message: Message) -> str:
    """The sentence as a person recognises it, with the file it stands in."""
    place = message.locations[0][0] if message.locations else "?"
    context = f" [{message.context}]" if message.context else ""
    return f"{_first(message.id)!r}{context} ({place})"


def _first(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]
