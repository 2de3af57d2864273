"""Objecting to the removal of one's signature, by the link of the letter that told of it.

GET changes nothing. A link that leads nowhere, or nowhere any more, looks like every other such link.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.integrity.actions.object_to_removal import object_to_removal
from undersigned.integrity.queries import removal_of
from undersigned.integrity.rules.campaigns import WORDS_AT_MOST, WordsRefused
from undersigned.petitions.queries.desk import petition_by_id
from undersigned.petitions.queries.pages import page_of
from undersigned.petitions.rules.states import PUBLIC
from undersigned.signatures.words import reason_sentence
from undersigned.web.origin import own_forms_only
from undersigned.web.public.answers import unkept
from undersigned.web.visitors import moment, page_language


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, token: str) -> HttpResponse:
    """Why the signature was taken out, the form, and what the staff have answered."""
    fault, status = "", 200
    if request.method == "POST":
        try:
            object_to_removal(token=token, words=request.POST.get("words", ""), now=moment())
        except WordsRefused:
            fault, status = _fault(), 422
    removal = removal_of(token)
    if removal is None:
        return unkept(render(request, "pages/no_letter.html", status=404))
    petition = petition_by_id(removal.petition_id)
    is_shown = petition is not None and petition.state in PUBLIC
    words = {
        "removal": removal,
        "page": page_of(removal.petition_id, page_language(), moment()) if is_shown else None,
        "reason": reason_sentence(removal.reason) if removal.reason else "",
        "fault": fault,
        "faults": [("words", fault)] if fault else [],
        "is_sent": request.method == "POST" and not fault,
        "typed": request.POST.get("words", "") if fault else removal.words,
        "longest": WORDS_AT_MOST,
    }
    return unkept(render(request, "pages/objection.html", words, status=status))


def _fault() -> str:
    return _("Please say in your own words why this is wrong, in at most {count} characters.").format(
        count=WORDS_AT_MOST
    )
