"""What a petition holds beside title and story, as lines to be compared."""

from collections.abc import Iterable
from typing import Final

from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.words import number_text

FIELDS: Final = (
    "addressees",
    "sources",
    "photo",
    "place",
    "topics",
    "goal",
    "handover",
    "starter_name",
    "is_sensitive",
)
"""In the order in which they are told: what a database keeps as JSON has none."""


def rest_of(petition: Petition) -> dict[str, str]:
    """By the name of its field; "" where there is nothing."""
    asked = [one.addressee for one in petition.asked.select_related("addressee")]
    photo = Photo.objects.filter(petition=petition).first()
    return {
        "addressees": _lines([one.name, one.office, one.body] for one in asked),
        "sources": _lines([one.title, one.publisher, one.date, one.link] for one in petition.sources.all()),
        "photo": _lines([[photo.caption, photo.link, photo.key[:8]]] if photo else []),
        "place": petition.place,
        "topics": ", ".join(petition.topics),
        "goal": "" if petition.goal is None else number_text(petition.goal, petition.language),
        "handover": petition.handover,
        "starter_name": petition.starter_name,
        "is_sensitive": "✓" if petition.is_sensitive else "",
    }


def _lines(parts: Iterable[list[str]]) -> str:
    return "\n".join(", ".join(filter(None, line)) for line in parts)
