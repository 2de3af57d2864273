"""Photos as pages show them."""

from undersigned.petitions.models import Photo, PhotoFile
from undersigned.petitions.rules.pages import PagePhoto, page_photo
from undersigned.petitions.rules.states import State


def photo_of(photo: Photo, language: str) -> PagePhoto:
    """The photo with the addresses of its sizes; its caption is in the petition's `language`."""
    return page_photo(photo.key, photo.widths, photo.width, photo.height, photo.caption, photo.link, language)


def is_taken_down(key: str) -> bool:
    """True where petitions had this photo and every one of them was taken down; one query."""
    return set(Photo.objects.filter(key=key).values_list("petition__state", flat=True)) == {State.TAKEN_DOWN}


def photo_content(name: str) -> bytes | None:
    """The bytes of this file as the shared database keeps them; None where it does not."""
    found = PhotoFile.objects.filter(name=name).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
