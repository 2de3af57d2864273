"""Photos as pages show them."""

from undersigned.petitions.models import Photo, PhotoFile
from undersigned.petitions.rules.hiding import PHOTO, hidden_parts
from undersigned.petitions.rules.pages import PagePhoto, page_photo
from undersigned.petitions.rules.states import PUBLIC, State


def photo_of(photo: Photo, language: str) -> PagePhoto:
    """The photo with the addresses of its sizes; its caption is in the petition's `language`."""
    return page_photo(photo.key, photo.widths, photo.width, photo.height, photo.caption, photo.link, language)


def is_taken_down(key: str) -> bool:
    """True where this photo was hidden, or its petition taken down, and no public petition shows it; one query.

    What isn't public brings no picture back: anybody can put it into a draft, and its address is known already.
    """
    rows = Photo.objects.filter(key=key).values_list("petition__state", "petition__hidden")
    states = {(state, state == State.TAKEN_DOWN or PHOTO in hidden_parts(hidden)) for state, hidden in rows}
    is_gone = any(gone for _state, gone in states)
    return is_gone and not any(state in PUBLIC and not gone for state, gone in states)


def photo_content(name: str) -> bytes | None:
    """The bytes of this file as the shared database keeps them; None where it does not."""
    found = PhotoFile.objects.filter(name=name).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
