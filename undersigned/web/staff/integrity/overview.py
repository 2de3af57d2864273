"""The first page: what waits, what is at work, where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import Person
from undersigned.integrity.queries import campaigns, waiting_objections
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.petitions.queries.desk import titles_at
from undersigned.signatures.screening.counted import HeldCount, entries, held_counts
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import held_words
from undersigned.web.visitors import moment


@require_safe
@staff_only(*CAMPAIGN_ROLES)
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Held letters by petition and reason, objections that wait, campaigns, and how many lines the lists have."""
    words = {
        "person": person,
        "nav": "integrity",
        "held": _held(),
        "objections": waiting_objections(),
        "campaigns": campaigns()[:5],
        "entries": len(entries()),
        "now": moment(),
    }
    return render(request, "pages/staff/integrity/overview.html", words)


def _held() -> list[tuple[HeldCount, str, tuple[str, str]]]:
    """By petition and reason, with the reason in words and the title with its language."""
    found = held_counts()
    titles = titles_at(one.slug for one in found)
    return [(one, held_words(one.reason), titles.get(one.slug, (one.slug, ""))) for one in found]
