"""What a person reads beside a field of a petition that can't be taken: the guided start and the desk."""

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from undersigned.petitions.rules.writing import WritingRefused

T = TypeVar("T")


def checked(field: str, errors: dict[str, str], read: Callable[[], T], otherwise: T) -> T:
    """What `read` returns; or `otherwise`, and the reason in words among `errors`."""
    try:
        return read()
    except WritingRefused as refused:
        errors[field] = writing_sentence(refused.code)
        return otherwise


def writing_sentence(code: str) -> str:
    """The reason for which words were not taken."""
    return {
        "empty": _("Please write something here."),
        "too_long": _("This is too long."),
        "control": _("There is a character in this that can't be shown. Please type it again."),
        "direction": _(
            "There is a hidden character in this that turns the direction of writing. Please type it again."
        ),
        "link": _("This must be an address like https://example.org/page."),
        "number": _("This must be a whole number from 1 to 10,000,000,000."),
    }[code]


def missing_sentence(part: str) -> str:
    """What a draft still needs."""
    return {
        "title": _("A petition needs a title."),
        "addressees": _("A petition needs somebody who is asked."),
        "story": _("A petition needs a story: what is asked, and why."),
    }[part]


def photo_sentence(code: str) -> str:
    """The reason for which a photo was not taken."""
    return {
        "empty": _("This file is empty."),
        "too_large": _("This file is larger than 15 MB. Please choose a smaller one."),
        "not_a_photo": _("This is not a photo that can be shown. Please choose a JPEG, PNG, WebP or AVIF file."),
        "vector": _("Drawings in SVG can't be taken. Please choose a JPEG, PNG, WebP or AVIF file."),
        "animated": _("Moving pictures can't be taken. Please choose a still one."),
        "too_many_pixels": _("This picture has too many pixels. Please make it smaller first."),
        "too_small": _("This picture is too small: each side needs at least 200 pixels."),
        "too_narrow": _("This picture is too long and narrow: no side may be over four times the other."),
        "broken": _("This file is damaged and can't be read. Please choose another one."),
        "taken_down": _("This picture was taken down on this site and can't be used again. Please choose another one."),
    }[code]


def address_sentence() -> str:
    """An e-mail address that can't be one."""
    return _("This is not an e-mail address. It should look like name@example.org.")
