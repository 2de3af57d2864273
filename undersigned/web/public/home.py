"""The door that chooses a language, and the first page."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from undersigned.petitions.queries.lists import petition_list
from undersigned.petitions.rules.pages import PetitionCard
from undersigned.web.public.answers import kept
from undersigned.web.visitors import moment, page_language

MOST_SIGNED = 3
NEWEST = 6


@require_safe
def wish(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the first page in the language that the browser wishes most and the site has."""
    response = HttpResponseRedirect(f"/{wished_language(request.headers.get('Accept-Language', ''))}/")
    patch_vary_headers(response, ["Accept-Language"])
    response["Cache-Control"] = "public, max-age=300"
    return response


def wished_language(header: str) -> str:
    """The best language of the site for this Accept-Language header, the site's first where none fits."""
    has = [code for code, _name in settings.LANGUAGES]
    for wished, _quality in parse_accept_lang_header(header):
        code = wished.lower()
        if code in has:
            return code
        if code.split("-")[0] in has:
            return code.split("-")[0]
    return has[0]


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """What the site is, the petitions that most people sign, and the newest."""
    most_signed, newest = _featured(page_language(), moment())
    response = render(request, "pages/home.html", {"most_signed": most_signed, "newest": newest, "nav": "home"})
    return kept(request, response, seconds=10)


def _featured(language: str, now: datetime) -> tuple[list[PetitionCard], list[PetitionCard]]:
    most = petition_list(language, now, order="most_signed", size=2 * MOST_SIGNED).cards
    most_signed = [card for card in most if card.is_open][:MOST_SIGNED]
    above = {card.pid for card in most_signed}
    new = petition_list(language, now, order="open", size=MOST_SIGNED + NEWEST).cards
    return most_signed, [card for card in new if card.pid not in above][:NEWEST]
