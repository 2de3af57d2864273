"""Asking for a reply beside a petition, and the mailed link that confirms the address. GET changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.texts import read_texts
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.reports.actions.ask_reply import ask_reply
from undersigned.reports.actions.confirm_reply import confirm_reply
from undersigned.reports.queries import reply_of_link
from undersigned.reports.rules.forms import ReadForm, ReplyWish, parse_reply
from undersigned.reports.rules.replying import NAME_AT_MOST, OFFICE_AT_MOST, REPLY_AT_MOST, ReplyStands
from undersigned.reports.words import field_error
from undersigned.web.origin import own_forms_only
from undersigned.web.public.answers import gone, unkept
from undersigned.web.visitors import moment, page_language

EMPTY: ReadForm[ReplyWish] = ReadForm({}, {}, None)


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; by POST 200 "check your mail", 422 with the form again; 404 for what is not public.

    Kept and dropped beyond a limit are answered alike, byte for byte.
    """
    try:
        if request.method != "POST":
            return _form(request, slug, EMPTY)
        form = parse_reply(request.body, request.content_type or "")
        if form.wish is None:
            return _form(request, slug, form, 422)
        network = str(getattr(request, "network", ""))
        ask_reply(slug=slug, wish=form.wish, network=network, language=page_language(), now=moment())
        return _page(request, slug, "pages/reply_asked.html", {})
    except PetitionNotFound as fault:
        return gone(request, fault, "reply")


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def reply_link(request: HttpRequest, token: str) -> HttpResponse:
    """What was written, and the button that confirms it; 404 where the link leads nowhere now, 409 where one stands."""
    now = moment()
    line = reply_of_link(token, now)
    if line is None:
        return unkept(render(request, "pages/reply_gone.html", status=404))
    is_confirmed, stands = line.state != "unconfirmed", False
    if request.method == "POST" and not is_confirmed:
        try:
            is_confirmed = confirm_reply(token=token, now=now)
        except ReplyStands:
            stands = True
    words = {"reply": line, "is_confirmed": is_confirmed, "stands": stands}
    return unkept(render(request, "pages/reply_link.html", words, status=409 if stands else 200))


def _form(request: HttpRequest, slug: str, form: ReadForm[ReplyWish], status: int = 200) -> HttpResponse:
    errors = {name: field_error(name, code) for name, code in form.errors.items()}
    words: dict[str, Any] = {
        "typed": form.values,
        "errors": errors,
        "faults": [(name or "name", said) for name, said in errors.items()],
        "longest": {"name": NAME_AT_MOST, "office": OFFICE_AT_MOST, "text": REPLY_AT_MOST},
    }
    return _page(request, slug, "pages/reply.html", words, status)


def _page(request: HttpRequest, slug: str, template: str, words: dict[str, Any], status: int = 200) -> HttpResponse:
    petition = public_petition(slug)
    request.here = reverse("public:reply", args=[slug])  # type: ignore[attr-defined]
    text = read_texts([petition.pk], page_language())[petition.pk]
    about: dict[str, Any] = {"petition": petition, "shown": text, "nav": "petition"}
    return unkept(render(request, template, about | words, status=status))
