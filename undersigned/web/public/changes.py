"""What has changed between two versions of a petition's text, for somebody who read the older one."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph that went or came."""

    is_new: bool
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The paragraphs that differ between two text documents, in the order of the text; what went stands first."""
    old, new = list(_paragraphs(before)), list(_paragraphs(after))
    found = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [Change(is_new=False, text=text) for text in old[old_from:old_to]]
            found += [Change(is_new=True, text=text) for text in new[new_from:new_to]]
    return found


def _paragraphs(document: str) -> Iterator[str]:
    """What people read in the document: its values by paragraph, without the names and lengths of fields."""
    for name, value in fields_of(document):
        if name not in {"pid", "version"}:
            yield from (part.strip() for part in value.split("\n\n") if part.strip())


def fields_of(document: str) -> Iterator[tuple[str, str]]:
    """The fields of a text document as petitions.rules.texts.text_document lays them out: name, bytes, value."""
    rest = document.encode().partition(b"\n")[2]
    while rest:
        head, _, rest = rest.partition(b"\n")
        name, _, length = head.decode().partition(" ")
        yield name, rest[: int(length)].decode()
        rest = rest[int(length) + 1 :]
