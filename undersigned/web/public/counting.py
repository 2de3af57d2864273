"""How is this counted? A number, how it came about, what it proves and what not, and how to check it."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from undersigned.ledger.history import count_history
from undersigned.ledger.queries import log_state, witnesses
from undersigned.ledger.rules import ShownCount
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.queries.texts import text_hashes
from undersigned.petitions.rules.pages import PetitionPage
from undersigned.petitions.rules.states import PetitionNotFound, State
from undersigned.switches.rules import Switch
from undersigned.web.log_faults import log_faults
from undersigned.web.public.answers import gone, kept
from undersigned.web.public.chart import chart
from undersigned.web.public.taken_down import taken_down
from undersigned.web.shedding import is_left_out
from undersigned.web.visitors import moment, page_language

MOST_ENTRIES: Final = 250_000
"""Above so many entries the page checks the signed number and leaves the recount to the command."""


@require_safe
def counting(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page; 404 for what is not public, 410 where the petition was taken down."""
    try:
        found = petition_visible_to(None, slug)
    except PetitionNotFound as fault:
        return gone(request, fault, "counting")
    if found.state == State.TAKEN_DOWN:
        return taken_down(request, found)
    page = petition_page(found, page_language(), moment())
    words = _context(page) | {"hashes": text_hashes(found) if page.hides_text else {}}
    return kept(request, render(request, "pages/counting.html", words), seconds=2)


def _context(page: PetitionPage) -> dict[str, Any]:
    state = log_state()
    shown = ShownCount(page.count, page.counted_at, page.log_size)
    return {
        "page": page,
        "log": state,
        "log_url": f"{settings.UNDERSIGNED.site_url}/log",
        "chart": None if is_left_out(Switch.CHARTS) else chart(count_history(page.pid, shown), page.as_of),
        "witnesses": witnesses(page.as_of),
        "versions": range(1, page.version + 1),
        "proof": reverse("api:proof", args=[page.slug]),
        "limit": MOST_ENTRIES,
        "reasons": log_faults(),
        "nav": "petition",
    }
