"""What every page knows about the site: its name, the languages of its interface and where the same page is in them."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from undersigned.web.templatetags.words import direction


@dataclass(frozen=True, slots=True)
class SameInLanguage:
    """The page that is open, in one language of the interface."""

    code: str
    name: str
    direction: str
    href: str
    url: str
    """With scheme and host, for programs."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site as templates see it, under the name `site`."""

    name: str
    url: str
    language: str
    language_name: str
    direction: str
    demo: bool
    here: str
    """Path of the page that is open, without its query."""
    languages: tuple[SameInLanguage, ...]

    @property
    def canonical(self) -> str:
        """The page's one address."""
        return self.url + self.here


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, worked out only where a template asks for it.

    A view whose address can't be opened by GET sets `request.here` to the path that can.
    """
    return {"site": SimpleLazyObject(lambda: describe(request))}


def describe(request: HttpRequest) -> Site:
    """The site as this request sees it."""
    here = str(getattr(request, "here", request.path))
    language = get_language() or settings.LANGUAGE_CODE
    return Site(
        name=settings.UNDERSIGNED.site_name,
        url=settings.UNDERSIGNED.site_url,
        language=language,
        language_name=own_name(language),
        direction=direction(language),
        demo=settings.UNDERSIGNED.demo,
        here=here,
        languages=tuple(_same_in(code, here) for code, _name in settings.LANGUAGES),
    )


def _same_in(code: str, here: str) -> SameInLanguage:
    # urlsplit raises for a path like "//[", for which it looks like a host.
    href = here if here.startswith("//") else translate_url(here, code)
    if href == here and not here.startswith(f"/{code}/"):
        href = f"/{code}/"
    return SameInLanguage(code, own_name(code), direction(code), href, settings.UNDERSIGNED.site_url + href)


def own_name(code: str) -> str:
    """A language's name in itself, beginning with a capital where the script has one."""
    name = dict(settings.LANGUAGES).get(code)
    return str(name or Locale.parse(code, sep="-").get_display_name() or code)
