"""A petition as JSON, and the very texts that the log's hashes stand for."""

from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from undersigned.api.answers import json_bytes, reading, shared, time_text
from undersigned.api.counts import count_fields
from undersigned.api.hidden_text import hidden_text
from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.pages import page_texts, petition_page
from undersigned.petitions.queries.texts import fixed_text, text_hashes
from undersigned.petitions.rules.hiding import TITLE, hides_text
from undersigned.petitions.rules.pages import PagePhoto, PageSource, PageText, PetitionPage
from undersigned.petitions.rules.states import PetitionNotFound

TEXT_SECONDS: Final = 60
"""It never changes, but the petition may be taken down, and then no cache shows it for long."""
PLAIN: Final = "text/plain; charset=utf-8"


@reading
def petition(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything that the page shows, in all languages of the present version."""
    found = public_petition(slug)
    page = petition_page(found, found.language, datetime.now(UTC))
    texts = [_text(text, has_title=TITLE not in page.hidden) for text in page_texts(found, settings.LANGUAGE_CODE)]
    hashes = {"text_hash": text_hashes(found).get(page.version, "")}
    fields = count_fields(page.counted) | _fields(page) | hashes | {"texts": texts}
    return shared(request, json_bytes(fields), "application/json")


@reading
def text(request: HttpRequest, slug: str, version: int) -> HttpResponseBase:
    """The bytes whose SHA-256 is the version's text hash in the log (docs/texts.md); 403 while a part is hidden."""
    found = public_petition(slug)
    document = fixed_text(found, version)
    if document is None:
        raise PetitionNotFound(slug)
    if hides_text(found.hidden):
        return hidden_text(found, version, text_hashes(found)[version], seconds=TEXT_SECONDS)
    return shared(request, document.encode(), PLAIN, seconds=TEXT_SECONDS)


@reading
def rules(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The bytes whose SHA-256 is the petition's rules hash in the log (docs/texts.md)."""
    return shared(request, public_petition(slug).rules_text.encode(), PLAIN, seconds=TEXT_SECONDS)


def _fields(page: PetitionPage) -> dict[str, object]:
    return {
        "slug": page.slug,
        "url": _address("public:petition", page.slug),
        "state": page.state,
        "language": page.original_language,
        "languages": list(page.languages),
        "addressees": [{"name": one.name, "office": one.office, "body": one.body} for one in page.addressees],
        "starter": page.starter_name,
        "place": page.place,
        "topics": list(page.topics),
        "published_at": time_text(page.published_at),
        "closed_at": time_text(page.closed_at),
        "reopened_at": time_text(page.reopened_at),
        "sources": [_source(one) for one in page.sources],
        "hidden": sorted(page.hidden),
        "stopped": page.is_stopped,
        "photo": _photo(page.photo) if page.photo else None,
        "note": page.note,
        "handover": page.handover,
        "retention_months": page.retention_months,
        "hashed_text": _address("api:text", page.slug, page.version),
        "hashed_rules": _address("api:rules", page.slug),
    }


def _source(source: PageSource) -> dict[str, str]:
    return {"title": source.title, "publisher": source.publisher, "date": source.date, "link": source.link}


def _text(text: PageText, *, has_title: bool) -> dict[str, str]:
    return {
        "language": text.language,
        "direction": text.direction,
        "title": text.title if has_title else "",
        "story_html": text.story_html,
    }


def _photo(photo: PagePhoto) -> dict[str, object]:
    return {
        "src": settings.UNDERSIGNED.site_url + photo.src,
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption,
        "link": photo.link,
    }


def _address(name: str, *parts: Any) -> str:
    # One address for everybody, whatever the reader's browser wishes.
    with override(settings.LANGUAGE_CODE):
        return str(settings.UNDERSIGNED.site_url) + reverse(name, args=parts)
