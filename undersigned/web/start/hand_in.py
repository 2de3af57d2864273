"""The last step: who starts it. An e-mail address is enough; who is signed in needs not even that."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.queries import Person
from undersigned.accounts.rules import Purpose
from undersigned.mail.addresses.rules import AddressRefused, parse_address, suggestion
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.supporters import ASKING
from undersigned.web.start.keeper import let_go, step
from undersigned.web.start.way import show, way_steps
from undersigned.web.visitors import moment, page_language, person_of, private
from undersigned.web.written import address_sentence, checked


@dataclass(frozen=True, slots=True)
class StarterForm:
    """What was typed."""

    name: str = ""
    email: str = ""


@step
def hand_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask for name and address and mail a link; with a person signed in, hand in at once."""
    if draft.missing:
        return HttpResponseRedirect(reverse(f"start:{draft.missing[0]}") + "?missing=1")
    person = person_of(request)
    if request.method != "POST":
        typed = StarterForm(name=draft.starter_name or (person.name if person else ""))
        return show(request, "hand_in", draft, {}, typed=typed, person=person, needed=_needed())
    typed = StarterForm(request.POST.get("name", ""), request.POST.get("email", ""))
    errors: dict[str, str] = {}
    name = checked("name", errors, lambda: writing.line(typed.name, writing.LONGEST_NAME, is_needed=True), "")
    email = "" if person else _address(typed.email, errors)
    if errors:
        return show(request, "hand_in", draft, errors, typed=typed, person=person, needed=_needed())
    return _hand_in_as(person, draft, name) if person else _mail_link(request, draft, name, email)


@step
def check_mail(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The letter is on its way; what to do when nothing comes."""
    if not draft.is_waiting:
        return HttpResponseRedirect(reverse("start:hand_in"))
    return _check_mail(request, draft, "", None)


@private
@require_POST
def another(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - whoever asks keeps nothing afterwards
    """The browser lets go of its draft, to begin another one."""
    return let_go(HttpResponseRedirect(reverse("start:title")))


def _needed() -> int:
    """How many supporters come first; 0 where none are asked for."""
    site = settings.UNDERSIGNED
    return site.supporters if site.publication in ASKING else 0


def _address(typed: str, errors: dict[str, str]) -> str:
    try:
        return parse_address(typed)
    except AddressRefused:
        errors["email"] = address_sentence()
        return ""


def _hand_in_as(person: Person, draft: Draft, name: str) -> HttpResponse:
    with transaction.atomic():
        save_draft(petition_id=draft.id, change=DraftChange(starter_name=name), now=moment())
        publication = settings.UNDERSIGNED.publication
        petition = submit(petition_id=draft.id, account=person, publication=publication, now=moment())
    return let_go(HttpResponseRedirect(reverse("desk:petition", args=[petition.slug]) + "?said=handed_in"))


def _mail_link(request: HttpRequest, draft: Draft, name: str, email: str) -> HttpResponse:
    now = moment()
    with transaction.atomic():
        save_draft(petition_id=draft.id, change=DraftChange(starter_name=name), now=now)
        submit(petition_id=draft.id, account=None, publication=settings.UNDERSIGNED.publication, now=now)
        send_sign_in(email=email, language=page_language(), purpose=Purpose.SUBMIT, petition_id=draft.id, now=now)
    return _check_mail(request, draft, email, suggestion(email))


def _check_mail(request: HttpRequest, draft: Draft, email: str, suggested: str | None) -> HttpResponse:
    request.here = reverse("start:check_mail")  # type: ignore[attr-defined]
    context = {"draft": draft, "email": email, "suggested": suggested, "steps": way_steps("hand_in", draft)}
    return render(request, "pages/start/check_mail.html", context | {"nav": "start"})
