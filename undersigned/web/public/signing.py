"""Signing: a raw body in, one and the same answer out for everybody whose form can be read."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.queries.texts import fixed_text
from undersigned.petitions.rules.hiding import hides_text
from undersigned.petitions.rules.pages import PetitionPage
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.actions.sign import sign as sign_all
from undersigned.signatures.queries import recent_signers
from undersigned.signatures.rules.outcomes import NotSigned, PetitionClosed, PetitionNotOpen, Signed, SigningPaused
from undersigned.signatures.rules.requests import SigningForm, SigningRequest, parse_signing
from undersigned.signatures.waiting import letters_take
from undersigned.web.origin import own_forms_only
from undersigned.web.outcomes import done_already
from undersigned.web.public.answers import gone, unkept
from undersigned.web.public.changes import Change, changes
from undersigned.web.public.forms import EMPTY, ShownForm, shown_again, shown_changed
from undersigned.web.public.petition import SIGNERS, petition_context
from undersigned.web.refusals import paused, refused
from undersigned.web.visitors import moment, page_language

AGAIN = ("name", "country", "place", "show_name", "updates", "version")
"""What the hint about a mistyped address sends once more; the address itself is the suggested one."""


@dataclass(frozen=True, slots=True)
class SignedShown:
    """What the page after signing shows of the person and of nobody else."""

    email: str
    handle: str
    suggestion: str | None = None
    again: tuple[tuple[str, str], ...] = ()


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a signature: 200 "check your mail", 422 with the form again, 409 closed, 404 not public.

    GET leads to the petition: somebody opened the form's address anew.
    """
    here = reverse("public:petition", args=[slug])
    if request.method != "POST":
        return HttpResponseRedirect(here)
    request.here = here  # type: ignore[attr-defined]
    network = str(getattr(request, "network", ""))
    form = parse_signing(request.body, request.content_type or "", slug=slug, language=page_language(), network=network)
    if form.request is None:
        return _shown(request, slug, 422, shown_again(form))
    [outcome] = done_already(request) or sign_all([form.request], now=moment())
    try:
        return _answer(request, slug, form, outcome)
    except PetitionNotFound as fault:
        # It was taken down since: there is no page any more that could thank, and no letter will leave.
        return gone(request, fault, "petition")


def _answer(request: HttpRequest, slug: str, form: SigningForm, outcome: Signed | NotSigned) -> HttpResponse:
    if isinstance(outcome, Signed):
        return _check_mail(request, slug, form, outcome)
    if isinstance(outcome, PetitionNotOpen):
        public_petition(slug)
        return refused(request, 404)
    if isinstance(outcome, SigningPaused):
        return paused(request, outcome.reason)
    if isinstance(outcome, PetitionClosed):
        return _shown(request, slug, 409, EMPTY)
    return _shown(request, slug, 422, shown_changed(form, _changes(slug, form.request)))


def _changes(slug: str, wish: SigningRequest | None) -> list[Change]:
    """What came after the version that this person read; nothing of it where a part is hidden."""
    petition = public_petition(slug)
    if hides_text(petition.hidden):
        return []
    before = fixed_text(petition, wish.version) if wish else None
    after = fixed_text(petition, petition.version)
    return changes(before, after) if before and after else []


def _shown(request: HttpRequest, slug: str, status: int, form: ShownForm) -> HttpResponse:
    """The petition's page with the form as it was typed. A closed petition has no form and says so: 409."""
    try:
        found = public_petition(slug)
    except PetitionNotFound as fault:
        return gone(request, fault, "petition")
    page = petition_page(found, page_language(), moment())
    context = petition_context(page, recent_signers(found, SIGNERS, page.as_of), form)
    return unkept(render(request, "pages/petition.html", context, status=status if page.is_open else 409))


def _check_mail(request: HttpRequest, slug: str, form: SigningForm, signed: Signed) -> HttpResponse:
    shown = SignedShown(
        email=form.values.get("email", "").strip(),
        handle=signed.handle,
        suggestion=signed.suggestion,
        again=tuple((name, form.values[name]) for name in AGAIN if name in form.values),
    )
    return check_mail(request, slug, shown)


def check_mail(request: HttpRequest, slug: str, shown: SignedShown) -> HttpResponse:
    """The page that asks to look into one's mail; PetitionNotFound where the petition is not public any more."""
    request.here = reverse("public:petition", args=[slug])  # type: ignore[attr-defined]
    page = petition_page(public_petition(slug), page_language(), moment())
    context = check_mail_context(page, shown.handle)
    context |= {"email": shown.email, "suggestion": shown.suggestion, "again": shown.again}
    return unkept(render(request, "pages/check_mail.html", context))


def check_mail_context(page: PetitionPage | None, handle: str) -> dict[str, Any]:
    """What pages/check_mail.html needs at least; the petition is for the reader alone and may be unknown."""
    return {"page": page, "handle": handle, "letters_take": letters_take(page.id, moment()) if page else None}
