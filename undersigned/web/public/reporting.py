"""Reporting a petition: a public form without a cookie, and one answer for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.texts import read_texts
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.reports.actions.report import report as report_now
from undersigned.reports.rules.forms import ReadForm, ReportWish, parse_report
from undersigned.reports.rules.reporting import WORDS_AT_MOST
from undersigned.reports.words import field_error, reasons
from undersigned.web.origin import own_forms_only
from undersigned.web.public.answers import gone, unkept
from undersigned.web.visitors import moment, page_language

EMPTY: ReadForm[ReportWish] = ReadForm({}, {}, None)


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; by POST 200 and thanks, 422 with the form again; 404 for what is not public.

    Kept, dropped beyond a limit and kept beside an older one are answered alike, byte for byte.
    """
    try:
        if request.method != "POST":
            return _form(request, slug, EMPTY)
        form = parse_report(request.body, request.content_type or "")
        if form.wish is None:
            return _form(request, slug, form, 422)
        network = str(getattr(request, "network", ""))
        report_now(slug=slug, wish=form.wish, network=network, language=page_language(), now=moment())
        return _page(request, slug, "pages/reported.html", {})
    except PetitionNotFound as fault:
        return gone(request, fault, "report")


def _form(request: HttpRequest, slug: str, form: ReadForm[ReportWish], status: int = 200) -> HttpResponse:
    errors = {name: field_error(name, code) for name, code in form.errors.items()}
    words: dict[str, Any] = {
        "typed": form.values,
        "errors": errors,
        "faults": [(name or "reason", said) for name, said in errors.items()],
        "reasons": [(code, said, "") for code, said in reasons().items()],
        "longest": WORDS_AT_MOST,
    }
    return _page(request, slug, "pages/report.html", words, status)


def _page(request: HttpRequest, slug: str, template: str, words: dict[str, Any], status: int = 200) -> HttpResponse:
    petition = public_petition(slug)
    request.here = reverse("public:report", args=[slug])  # type: ignore[attr-defined]
    text = read_texts([petition.pk], page_language())[petition.pk]
    about: dict[str, Any] = {"petition": petition, "shown": text, "nav": "petition"}
    return unkept(render(request, template, about | words, status=status))
