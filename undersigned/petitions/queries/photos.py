"""Photos as pages show them."""

from undersigned.petitions.models import Photo, PhotoFile
from undersigned.petitions.rules.hiding import PHOTO, hidden_parts
from undersigned.petitions.rules.pages import PagePhoto, page_photo
from undersigned.petitions.rules.states import State


def photo_of(photo: Photo, language: str) -> PagePhoto:
    """The photo with the addresses of its sizes; its caption is in the petition's `language`."""
    return page_photo(photo.key, photo.widths, photo.width, photo.height, photo.caption, photo.link, language)


def is_taken_down(key: str) -> bool:
    """True where petitions had this photo and each of them was taken down or its photo hidden; one query."""
    rows = Photo.objects.filter(key=key).values_list("petition__state", "petition__hidden")
    gone = [state == State.TAKEN_DOWN or PHOTO in hidden_parts(hidden) for state, hidden in rows]
    return bool(gone) and all(gone)


def photo_content(name: str) -> bytes | None:
    """The bytes of this file as the shared database keeps them; None where it does not."""
    found = PhotoFile.objects.filter(name=name).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
