"""The page of a petition, and its tally alone, which the open page swaps in."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.moderation.queries import public_original
from undersigned.petitions.queries.door import petition_visible_to, public_petition
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.rules.pages import PetitionPage
from undersigned.petitions.rules.states import PetitionMoved, PetitionNotFound, State
from undersigned.reports.queries import accepted_replies
from undersigned.signatures.queries import recent_signers
from undersigned.signatures.words import consent_sentences
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch
from undersigned.web.countries import country_choices
from undersigned.web.public.answers import gone, kept
from undersigned.web.public.forms import EMPTY, ShownForm
from undersigned.web.public.taken_down import taken_down
from undersigned.web.refusals import paused_notice
from undersigned.web.visitors import moment_of, page_language

SIGNERS = 24


@require_safe
def petition(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The petition with its form; 404 for what is not public, 410 where one was taken down."""
    try:
        found = petition_visible_to(None, slug)
    except PetitionNotFound as fault:
        return gone(request, fault, "petition")
    if found.state == State.TAKEN_DOWN:
        return taken_down(request, found)
    page = petition_page(found, page_language(), moment_of(request))
    response = render(
        request, "pages/petition.html", petition_context(page, recent_signers(found, SIGNERS, page.as_of), EMPTY)
    )
    return kept(request, response, seconds=2, is_asked_again=True)


@require_safe
def tally(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The counter, its bar and the milestone alone."""
    try:
        found = public_petition(slug)
    except PetitionNotFound as fault:
        return gone(request, fault, "tally") if isinstance(fault, PetitionMoved) else HttpResponse(status=404)
    page = petition_page(found, page_language(), moment_of(request))
    return kept(request, render(request, "parts/live_tally.html", {"page": page}), seconds=2)


def petition_context(page: PetitionPage, signers: Sequence[str], form: ShownForm) -> dict[str, Any]:
    """What parts/petition.html needs."""
    return {
        "page": page,
        "form": form,
        "signers": signers,
        "replies": accepted_replies(page.id),
        "countries": country_choices(page.interface_language),
        "consent": consent_sentences(page.handover, page.retention_months, page.interface_language),
        "original": public_original(page.id, page.stop_code),
        "nav": "petition",
        "paused": paused_notice(why_off(Switch.SIGNING)),
    }
