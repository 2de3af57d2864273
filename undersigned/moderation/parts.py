"""The parts of a petition that can be hidden alone, with what stands there: for the staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from undersigned.petitions.models import Petition, Photo, VersionText
from undersigned.petitions.queries.texts import original_text, texts_of
from undersigned.petitions.rules.hiding import (
    MOST_PARAGRAPHS,
    NOTE,
    PHOTO,
    PLACE,
    STARTER,
    STORY,
    TITLE,
    addressee_part,
    hidden_parts,
    paragraph_part,
    source_part,
)
from undersigned.petitions.rules.stories import paragraphs_of

SHORT: Final = 80
"""So many characters tell a part from its neighbours."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a petition that can be hidden alone."""

    name: str
    words: str
    """What stands there, whole."""
    is_hidden: bool

    @property
    def short(self) -> str:
        """The beginning of what stands there."""
        return self.words if len(self.words) <= SHORT else self.words[: SHORT - 1].rstrip() + "…"


def parts_of(petition: Petition) -> tuple[Part, ...]:
    """The parts that the petition has, in the order of its page."""
    hidden = hidden_parts(petition.hidden)
    found = [*_text_parts(petition), *_parts_beside(petition)]
    return tuple(Part(name, words, name in hidden) for name, words in found if words)


def _text_parts(petition: Petition) -> Iterator[tuple[str, str]]:
    text = original_text(petition)
    yield TITLE, text.title
    for one in petition.asked.select_related("addressee"):
        yield addressee_part(one.order), ", ".join(filter(None, [one.addressee.name, one.addressee.office]))
    yield STORY, text.story
    yield from _paragraphs(petition, text)
    for source in petition.sources.all():
        yield source_part(source.order), source.title


def _paragraphs(petition: Petition, text: VersionText) -> Iterator[tuple[str, str]]:
    """None where the story stands in several languages: the same number may be another paragraph in each."""
    if len(texts_of(petition)) > 1:
        return
    for number, words in enumerate(paragraphs_of(text.story)[:MOST_PARAGRAPHS], 1):
        yield paragraph_part(number), words


def _parts_beside(petition: Petition) -> Iterator[tuple[str, str]]:
    photo = Photo.objects.filter(petition=petition).first()
    if photo is not None:
        yield PHOTO, photo.caption or photo.key[:8]
    yield STARTER, petition.starter_name
    yield PLACE, petition.place
    yield NOTE, petition.note
