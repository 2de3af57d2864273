"""The first page: what waits, what is at work, where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import Person
from undersigned.integrity.queries import campaigns, waiting_objections
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.signatures.screening.counted import entries, held_counts
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
        "held": [(one, held_words(one.reason)) for one in held_counts()],
        "objections": waiting_objections(),
        "campaigns": campaigns()[:5],
        "entries": len(entries()),
        "now": moment(),
    }
    return render(request, "pages/staff/integrity/overview.html", words)
