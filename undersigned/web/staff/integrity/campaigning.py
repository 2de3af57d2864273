"""Removal campaigns: planned by a form, tried out by a job, started, watched, paused and undone."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts.queries import Person
from undersigned.integrity.actions.look_at_sample import look_at_sample
from undersigned.integrity.actions.pause_campaign import pause_campaign
from undersigned.integrity.actions.plan_campaign import plan_campaign
from undersigned.integrity.actions.read_campaign import read_campaign
from undersigned.integrity.actions.resume_campaign import resume_campaign
from undersigned.integrity.actions.start_campaign import start_campaign
from undersigned.integrity.actions.undo_campaign import undo_campaign
from undersigned.integrity.queries import CampaignNotFound, campaign_progress, campaign_total, campaigns
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES, NotNow, WordsRefused
from undersigned.integrity.rules.conditions import Conditions, ConditionsRefused, read_conditions
from undersigned.signatures.rules.removing import RemovalRefused
from undersigned.web.countries import country_choices
from undersigned.web.refusals import not_found
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import fault_words, log_reasons, words_fault
from undersigned.web.staying import PROGRESS
from undersigned.web.visitors import moment, page_language

Act = Callable[[HttpRequest, Person, int], object]


@require_safe
@staff_only(*CAMPAIGN_ROLES)
def listed(request: HttpRequest, person: Person) -> HttpResponse:
    """All campaigns, the newest first."""
    found = {"campaigns": campaigns(), "total": campaign_total()}
    words = {"person": person, "nav": "integrity", "now": moment(), **found}
    return render(request, "pages/staff/integrity/campaigns.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*CAMPAIGN_ROLES)
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """The form of conditions, with act=fill filled in; by POST the dry run begins. Conditions travel in forms alone."""
    if request.method != "POST":
        return _form(request, person, {"petition": request.GET.get("petition", "")})
    typed = {name: request.POST.get(name, "") for name in Conditions.__slots__}
    if request.POST.get("act") == "fill":
        return _form(request, person, typed)
    try:
        number = plan_campaign(conditions=read_conditions(typed), by=person, now=moment())
    except ConditionsRefused as refused:
        faults = [(name or "domain", fault_words(code)) for name, code in refused.faults]
        return _form(request, person, typed, 422, faults=faults, errors=dict(faults))
    return HttpResponseRedirect(reverse("staff:campaign", args=[number]))


def _form(request: HttpRequest, person: Person, typed: dict[str, str], status: int = 200, **more: Any) -> HttpResponse:
    words = {
        "person": person,
        "nav": "integrity",
        "typed": typed,
        "countries": country_choices(page_language()),
        "screened": [
            ("held", _("Only letters that screening had held")),
            ("passed", _("Only letters that left at once")),
        ],
        **more,
    }
    return render(request, "pages/staff/integrity/new_campaign.html", words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*CAMPAIGN_ROLES)
def campaign(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """How far it is, and what can be done now. Reading the conditions and the sample is written down.

    With ?progress, which the page's script asks every few seconds, neither is opened.
    """
    try:
        return _campaign(request, person, number)
    except CampaignNotFound:
        return not_found(request)


def _campaign(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    wanted = request.POST.get("act", "") if request.method == "POST" else ""
    if wanted == "look":
        return _page(request, person, number, sample=look_at_sample(campaign=number, by=person, now=moment()))
    if wanted not in ACTS:
        return _page(request, person, number)
    try:
        ACTS[wanted](request, person, number)
    except WordsRefused:
        fault = (f"{wanted}-words", words_fault())
        return _page(request, person, number, 422, faults=[fault], errors=dict([fault]))
    except RemovalRefused:
        fault = ("reason", _("Please choose the reason that the public log will say."))
        return _page(request, person, number, 422, faults=[fault], errors=dict([fault]))
    except NotNow:
        return _page(request, person, number, 409, conflict=True)
    return HttpResponseRedirect(reverse("staff:campaign", args=[number]))


def _page(request: HttpRequest, person: Person, number: int, status: int = 200, **more: Any) -> HttpResponse:
    names, now, is_progress = ("reason", "start-words", "undo-words"), moment(), PROGRESS in request.GET
    found = campaign_progress(number) if is_progress else read_campaign(campaign=number, by=person, now=now)
    words = {
        "person": person,
        "nav": "integrity",
        "campaign": found,
        "is_progress": is_progress,
        "reasons": log_reasons(),
        "typed": {name.replace("-", "_"): request.POST.get(name, "") for name in names},
        "now": now,
        **more,
    }
    words["errors"] = {name.replace("-", "_"): said for name, said in more.get("errors", {}).items()}
    request.here = reverse("staff:campaign", args=[number])  # type: ignore[attr-defined]
    return render(request, "pages/staff/integrity/campaign.html", words, status=status)


def _start(request: HttpRequest, person: Person, number: int) -> None:
    reason, words = request.POST.get("reason", ""), request.POST.get("start-words", "")
    start_campaign(campaign=number, reason=reason, words=words, by=person, now=moment())


def _undo(request: HttpRequest, person: Person, number: int) -> None:
    undo_campaign(campaign=number, words=request.POST.get("undo-words", ""), by=person, now=moment())


def _pause(_request: HttpRequest, person: Person, number: int) -> None:
    pause_campaign(campaign=number, by=person, now=moment())


def _resume(_request: HttpRequest, person: Person, number: int) -> None:
    resume_campaign(campaign=number, by=person, now=moment())


ACTS: Final[dict[str, Act]] = {"start": _start, "undo": _undo, "pause": _pause, "resume": _resume}
