"""The page that a proxy shows while the site is too busy or away; it needs nothing of the site but its words."""

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from undersigned.web.refusals import unknown


def later_pages() -> Iterator[tuple[str, str]]:
    """Language code and HTML, for each of the site's languages; asks no database."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield code, render_to_string("pages/later.html", {"refusal": unknown(), "site": settings.UNDERSIGNED})
