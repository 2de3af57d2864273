"""The list of petitions."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.petitions.queries.lists import PAGE_SIZE, petition_list
from undersigned.web.public.answers import kept
from undersigned.web.refusals import refused
from undersigned.web.visitors import moment, page_language

ORDERS = ("newest", "most_signed")
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to see the list."""

    words: str
    href: str
    here: bool


@require_safe
def petitions(request: HttpRequest) -> HttpResponseBase:
    """One page of the list; whatever the query says that is no such page is answered with 404."""
    order, number = request.GET.get("sort", "newest"), page_number(request.GET.get("page", "1"))
    if number is None or order not in (*ORDERS, "open"):
        return refused(request, 404)
    found = petition_list(page_language(), moment(), order=order, number=number)
    pages = max(1, -(-found.total // PAGE_SIZE))
    if number > pages:
        return refused(request, 404)
    query = "" if order == "newest" else urlencode({"sort": order}) + "&"
    context = {"list": found, "pages": pages, "query": query, "orders": _tabs(order), "nav": "petitions"}
    return kept(request, render(request, "pages/petitions.html", context), seconds=5)


def page_number(text: str) -> int | None:
    """The number of a page; None for what is none."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LAST_PAGE)):
        return None
    return int(text) or None


def _tabs(order: str) -> list[Tab]:
    words = {"newest": _("Newest"), "most_signed": _("Most signed"), "open": _("Still open")}
    return [Tab(said, "?" + urlencode({"sort": key}), key == order) for key, said in words.items()]
