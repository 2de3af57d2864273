"""The queue: petitions by state and age, and one of them as it would stand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import REMOVING_ROLES, STAFF_ROLES, may_decide
from undersigned.mail.queries import pause_reason
from undersigned.moderation.queries import counts_by_state, decisions_about
from undersigned.moderation.queries import queue as queue_of
from undersigned.moderation.rules import WORDS_AT_MOST, possible
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.rules.states import State
from undersigned.signatures.words import consent_sentences
from undersigned.web.countries import country_choices
from undersigned.web.staff.door import staff_only
from undersigned.web.visitors import moment, page_language

LISTED = (State.HELD, State.PUBLISHED, State.CLOSED, State.REFUSED, State.TAKEN_DOWN)


@require_safe
@staff_only(*STAFF_ROLES)
def queue(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits, the oldest first; with `?state=` what is in another state."""
    state = request.GET.get("state", State.HELD)
    state = state if state in LISTED else State.HELD
    counts = counts_by_state()
    words = {
        "person": person,
        "state": state,
        "states": [(listed.value, counts.get(listed.value, 0)) for listed in LISTED],
        "page": queue_of(state, _page_number(request.GET.get("page", ""))),
        "now": moment(),
        "paused": pause_reason(),
        "said": request.GET.get("said"),
        "nav": "queue",
    }
    return render(request, "pages/staff/queue.html", words)


def _page_number(typed: str) -> int:
    """The page that was asked for; the first where that is no number of a page."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 6
    return max(int(typed), 1) if is_number else 1


@require_safe
@staff_only(*STAFF_ROLES)
def petition(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The petition as it would stand, what was decided about it, and what can be decided now."""
    return petition_answer(request, person, slug, {})


def petition_answer(
    request: HttpRequest, person: Person, slug: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The petition's page for the staff, with what was typed and what is wrong with it; PetitionNotFound."""
    row, language = petition_visible_to(person, slug), page_language()
    page = petition_page(row, language, moment())
    words = {
        "person": person,
        "page": page,
        # The page is shown with its signing form, which can't be sent from here.
        "form": {},
        "countries": country_choices(language),
        "consent": consent_sentences(page.handover, page.retention_months, language),
        "row": row,
        "decisions": decisions_about(row.pk),
        "possible": possible(row.state) if may_decide(person.role) else frozenset(),
        "may_remove": person.role in REMOVING_ROLES,
        "longest": WORDS_AT_MOST,
        **more,
    }
    # The switch of languages leads to what GET can open, also where a form was shown again.
    request.here = reverse("staff:petition", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/petition.html", words, status=status)
