"""Photos as pages show them."""

from undersigned.petitions.models import Photo
from undersigned.petitions.rules.pages import PagePhoto, page_photo


def photo_of(photo: Photo, language: str) -> PagePhoto:
    """The photo with the addresses of its sizes; its caption is in the petition's `language`."""
    return page_photo(photo.key, photo.widths, photo.width, photo.height, photo.caption, photo.link, language)
