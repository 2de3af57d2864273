"""The public integrity panel: how the signatures of a petition came about, and what nobody can see."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.integrity.panels import newest_panel
from undersigned.integrity.places import people_by_name
from undersigned.integrity.rules.panels import areas, place_lines
from undersigned.integrity.rules.populations import POPULATIONS
from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.words import reason_sentence
from undersigned.web.public.answers import gone, kept
from undersigned.web.visitors import moment, page_language


@require_safe
def panel(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest publication with its time; 404 for what is not public."""
    try:
        found = public_petition(slug)
    except PetitionNotFound as fault:
        return gone(request, fault, "panel")
    page, newest = petition_page(found, page_language(), moment()), newest_panel(found.pk)
    words: dict[str, Any] = {"page": page, "panel": None, "nav": "petition"}
    if newest is not None:
        values = json.loads(newest.text)
        words |= {
            "panel": values,
            "made_at": newest.made_at,
            "removed": [(code, number, reason_sentence(code)) for code, number in values["removed"].items()],
            "areas": areas(values, POPULATIONS),
            "places": place_lines(values, people_by_name()),
            "other": values["countries"].get("other", 0),
        }
    return kept(request, render(request, "pages/panel.html", words), seconds=60)
