"""The marker that stands where a petition was taken down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.moderation.queries import public_original
from undersigned.petitions.queries.door import Row
from undersigned.web.public.answers import unkept


def taken_down(request: HttpRequest, found: Row) -> HttpResponse:
    """410: that it was, why, where that may be told, and of a duplicate the way to what asks for the same."""
    words = {
        "words": found.decision_text,
        "code": found.decision_code,
        "original": public_original(found.pk, found.decision_code),
        "deleted_at": found.deleted_at,
    }
    return unkept(render(request, "pages/taken_down.html", words, status=410))
