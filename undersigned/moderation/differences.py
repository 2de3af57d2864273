"""What changed between the texts that stood before publication, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from undersigned.moderation.models import EarlierText
from undersigned.moderation.queries import earlier_texts
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.listing import FIELDS, rest_of
from undersigned.petitions.queries.texts import original_text

WORD = re.compile(r"\s*\S+")
AROUND = 12
"""Words that are shown around a change."""
MOST_STEPS = 4_000_000
"""Beyond so many pairs of words it would take seconds: all that lies between the changes is shown as changed then."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the same before and after, gone, or new; `is_cut`: a long one that is the same."""

    text: str
    is_gone: bool = False
    is_new: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class ChangedText:
    """One change of the text: the staff's, with their reason, or the starter's correction."""

    kind: str
    at: datetime
    words: str
    language: str
    title: tuple[Piece, ...]
    story: tuple[Piece, ...]
    rest: tuple[tuple[str, tuple[Piece, ...]], ...]
    """Of the other fields those that changed: name, pieces."""

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.rest or _differs(self.title) or _differs(self.story))

    @property
    def is_text_same(self) -> bool:
        """Whether nothing of title and story changed."""
        return not (_differs(self.title) or _differs(self.story))


def changed_texts(petition: Petition) -> list[ChangedText]:
    """Every text that was kept beside the one that followed it, the newest change first; at most three queries."""
    kept = earlier_texts(petition.pk)
    if not kept:
        return []
    present = original_text(petition)
    after = [(one.title, one.story, one.rest) for one in kept[1:]]
    after.append((present.title, present.story, rest_of(petition)))
    return [_changed(one, *then) for one, then in zip(kept, after, strict=True)][::-1]


def _changed(one: EarlierText, title: str, story: str, rest: dict[str, str] | None) -> ChangedText:
    return ChangedText(
        kind=one.decision.kind,
        at=one.decision.at,
        words=one.decision.words,
        language=one.language,
        title=pieces(one.title, title),
        story=pieces(one.story, story),
        rest=tuple(_changed_fields(one.rest or {}, rest or {})),
    )


def _changed_fields(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Only what was kept on both sides can be compared."""
    for name in FIELDS:
        if name in before and name in after and before[name] != after[name]:
            yield name, pieces(before[name], after[name])


def _differs(found: tuple[Piece, ...]) -> bool:
    return any(piece.is_gone or piece.is_new for piece in found)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The text after, with what is gone before what is new."""
    old, new = WORD.findall(before), WORD.findall(after)
    # A correction changes a few words: what is the same at both ends is most of it, and need not be compared.
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :]
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > MOST_STEPS:
        middle = [Piece("".join(old), is_gone=True), Piece("".join(new), is_new=True)]
    else:
        middle = list(_compared(old, new))
    return (*_same(head), *middle, *_same(tail))


def _alike(some: list[str], others: list[str]) -> int:
    """How many words are the same at the beginning."""
    return next(
        (at for at, (one, other) in enumerate(zip(some, others, strict=False)) if one != other),
        min(len(some), len(others)),
    )


def _compared(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _same(old[old_start:old_end])
            continue
        if old_end > old_start:
            yield Piece("".join(old[old_start:old_end]), is_gone=True)
        if new_end > new_start:
            yield Piece("".join(new[new_start:new_end]), is_new=True)


def _same(words: list[str]) -> Iterator[Piece]:
    if not words:
        return
    if len(words) <= 4 * AROUND:
        yield Piece("".join(words))
        return
    yield Piece("".join(words[:AROUND]))
    yield Piece("", is_cut=True)
    yield Piece("".join(words[-AROUND:]))
