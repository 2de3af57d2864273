"""The queue: petitions by state and age, and one of them as it would stand."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import REMOVING_ROLES, STAFF_ROLES, may_decide
from undersigned.mail.queries import pause_reason
from undersigned.moderation.appeals import waiting_appeals
from undersigned.moderation.differences import changed_texts
from undersigned.moderation.parts import Part, parts_of
from undersigned.moderation.queries import (
    APPEALS,
    counts_by_state,
    decisions_about,
    hold_on,
    is_own,
    notes_on,
)
from undersigned.moderation.queries import queue as queue_of
from undersigned.moderation.rules import GRANTED_BY, WORDS_AT_MOST, Kind, due_at, possible
from undersigned.moderation.words import code_choices, part_words
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.queries.door import Row, petition_visible_to
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.queries.similar import SimilarPetition, similar_petitions
from undersigned.petitions.queries.supporting import gathering_of
from undersigned.petitions.rules.pages import PetitionPage
from undersigned.petitions.rules.states import DELETABLE, State
from undersigned.petitions.rules.supporters import AHEAD, GATHERS_FOR
from undersigned.signatures.words import consent_sentences
from undersigned.web.countries import country_choices
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.typed import page_number
from undersigned.web.visitors import moment, page_language

LISTED = (
    State.HELD.value,
    APPEALS,
    State.GATHERING.value,
    State.CORRECTING.value,
    State.PUBLISHED.value,
    State.CLOSED.value,
    State.REFUSED.value,
    State.LAPSED.value,
    State.TAKEN_DOWN.value,
)


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """A part that is hidden, and whether an appeal against that waits."""

    part: Part
    is_appealed: bool


@require_safe
@staff_only(*STAFF_ROLES)
def queue(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits, the oldest first; with `?state=` what is in another state."""
    now = moment()
    state = request.GET.get("state", LISTED[0])
    state = state if state in LISTED else LISTED[0]
    counts = counts_by_state()
    words = {
        "person": person,
        "state": state,
        "states": [(listed, counts.get(listed, 0)) for listed in LISTED],
        "page": queue_of(state, page_number(request.GET.get("page", "")), now=now),
        "query": f"state={state}&",
        "now": now,
        "paused": pause_reason(),
        "said": request.GET.get("said"),
        "nav": "queue",
    }
    return render(request, "pages/staff/queue.html", words)


@require_safe
@staff_only(*STAFF_ROLES)
def petition(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The petition as it would stand, what was decided about it, and what can be decided now."""
    row = petition_visible_to(person, slug)
    if row.deleted_at is not None:
        words = {"person": person, "nav": "queue", "row": row, "decisions": decisions_about(row.pk)}
        return render(request, "pages/staff/deleted.html", words)
    return petition_answer(request, person, slug, {"said": request.GET.get("said")})


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
        "may_remove": person.role in REMOVING_ROLES,
        "may_delete": may_decide(person.role) and row.state in DELETABLE,
        "longest": WORDS_AT_MOST,
        "nav": "queue",
        **_moderation(row, page, person),
        **more,
    }
    # The switch of languages leads to what GET can open, also where a form was shown again.
    request.here = reverse("staff:petition", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/petition.html", words, status=status)


def _moderation(row: Row, page: PetitionPage, person: Person) -> dict[str, Any]:
    """What was decided, what can be, who reads it now, and what lies beside it."""
    now, decides = moment(), may_decide(person.role)
    decisions, hold = decisions_about(row.pk), hold_on(row.pk, now)
    appeals = waiting_appeals(row.pk, person)
    owns = decides and is_own(row, person)
    can = possible(row.state) if decides and not owns else frozenset()
    if any(one.kind == Kind.CORRECT for one in decisions):
        can -= {Kind.CORRECT}
    can -= {GRANTED_BY[Kind(one.appeal.decision.kind)] for one in appeals} - {Kind.SHOW}
    return {
        "decides": decides,
        "owns": owns,
        "decisions": decisions,
        "possible": can,
        "by_reason": can - {Kind.PUBLISH, Kind.EDIT, Kind.SHOW},
        "codes": code_choices(),
        "hold": hold,
        "is_mine": hold is not None and hold.holder_id == person.pk,
        "due": due_at(row.submitted_at) if row.state == State.HELD and row.submitted_at else None,
        "now": now,
        "appeals": appeals,
        **_beside(row, page),
        **_supported(row),
        **_parts(row, {one.appeal.decision.part for one in appeals}),
    }


def _beside(row: Row, page: PetitionPage) -> dict[str, Any]:
    return {"similar": _similar(row, page), "notes": notes_on(row.pk), "changes": changed_texts(row)}


def _supported(row: Row) -> dict[str, Any]:
    """How many supporters it has, while it is not public; a number that was counted before, since nobody here reads
    the starter's address, without which it can't be counted.
    """
    found = gathering_of(row.pk) if row.state in AHEAD else None
    until = found.began_at + GATHERS_FOR if found and row.state == State.GATHERING else None
    return {"supporters": found, "lapses_at": until}


def _similar(row: Row, page: PetitionPage) -> list[SimilarPetition]:
    title = titles_of([row])[row.pk]
    return [one for one in similar_petitions(title, page.text.language) if one.slug != row.slug]


def _parts(row: Row, appealed: Collection[str]) -> dict[str, Any]:
    """The parts that can be hidden, and those that are, which can be shown again unless an appeal waits for that."""
    found = parts_of(row)
    return {
        "shown_parts": [(one.name, f"{part_words(one.name)}: {one.short}") for one in found if not one.is_hidden],
        "hidden_parts": [HiddenPart(one, one.name in appealed) for one in found if one.is_hidden],
    }
