"""The public record of decisions: figures, rules, the list; and the list as an Atom feed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.moderation.record import PAGE_SIZE, Entry, entries, how_many, record
from undersigned.moderation.rules import DUE_AFTER, is_secret
from undersigned.moderation.words import RULES, kind_words, public_name
from undersigned.web.public.answers import kept
from undersigned.web.public.lists import page_number
from undersigned.web.refusals import refused
from undersigned.web.visitors import moment, page_language

FEED_SIZE = 50


@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Figures, rules and one page of the list; whatever is no such page is answered with 404."""
    number = page_number(request.GET.get("page", "1"))
    pages = max(1, -(-how_many() // PAGE_SIZE))
    if number is None or number > pages:
        return refused(request, 404)
    context = {
        "record": record(moment()) if number == 1 else None,
        "entries": entries(number),
        "number": number,
        "pages": pages,
        "rules": [(code.value, rule, is_secret(code)) for code, rule in RULES.items()],
        "due_days": DUE_AFTER.days,
    }
    return kept(request, render(request, "pages/decisions.html", context), seconds=60)


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest decisions as Atom (RFC 4287); of what is not public it says only what was decided."""
    site, host = settings.UNDERSIGNED, urlsplit(settings.UNDERSIGNED.site_url).netloc
    page = site.site_url + reverse("public:decisions")
    made = Atom1Feed(
        title=_("Decisions about petitions · %(site)s") % {"site": site.site_name},
        link=page,
        description="",
        language=page_language(),
        feed_url=site.site_url + reverse("public:decisions_feed"),
        feed_guid=f"tag:{host},2026:decisions",
    )
    for one in entries(1, FEED_SIZE):
        made.add_item(
            title=_title(one),
            link=site.site_url + reverse("public:petition", args=[one.slug]) if one.slug else page,
            description=_told(one),
            unique_id=f"tag:{host},2026:decision/{one.number}",
            pubdate=one.at,
            updateddate=one.at,
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return kept(request, response, seconds=60)


def _title(one: Entry) -> str:
    said = kind_words(one.kind)
    return f"{said}: {one.title}" if one.title else said


def _told(one: Entry) -> str:
    """The reason, and whose answer it is."""
    told = [public_name(one.reason)] if one.reason else []
    if one.is_same_person:
        told.append(_("Answers the appeal; the same person decided, since nobody else holds the role."))
    elif one.is_answer:
        told.append(_("Answers the appeal; another person than the first decided."))
    return " · ".join(told) or kind_words(one.kind)
