"""The first step: what is asked, in one line; and petitions that ask something similar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.petitions.actions.begin_draft import begin_draft
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.drafts import Draft, draft_of
from undersigned.petitions.queries.similar import SimilarPetition, similar_petitions
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import StepRefused
from undersigned.switches.rules import Switch
from undersigned.web.shedding import is_left_out
from undersigned.web.start.keeper import draft_here, keep
from undersigned.web.start.way import onward, show
from undersigned.web.visitors import moment, page_language, private
from undersigned.web.written import checked, missing_sentence


@private
@require_http_methods(["GET", "HEAD", "POST"])
def title(request: HttpRequest) -> HttpResponse:
    """Ask for the title. The first time that similar petitions are found, they are shown before one goes on."""
    draft = draft_here(request)
    if request.method != "POST":
        errors = {"title": missing_sentence("title")} if request.GET.get("missing") and draft else {}
        return _show(request, draft, draft.title if draft else "", errors)
    typed = request.POST.get("title", "")
    errors = {}
    words = checked("title", errors, lambda: writing.line(typed, writing.LONGEST_TITLE, is_needed=True), "")
    if errors:
        return _show(request, draft, typed, errors)
    saved = _save(draft, words)
    similar = _similar(words)
    if similar and request.POST.get("seen") != words:
        return keep(_show(request, saved, words, {}, similar), saved.pid)
    return keep(onward("title"), saved.pid)


@private
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """The list of similar petitions alone, for the page that asks while one types."""
    typed = request.GET.get("title", "")[: writing.LONGEST_TITLE]
    return render(request, "pages/start/similar.html", {"similar": _similar(typed)})


def _similar(words: str) -> list[SimilarPetition]:
    return [] if is_left_out(Switch.SIMILAR) else similar_petitions(words, page_language())


def _show(
    request: HttpRequest,
    draft: Draft | None,
    typed: str,
    errors: dict[str, str],
    found: list[SimilarPetition] | None = None,
) -> HttpResponse:
    return show(request, "title", draft, errors, typed=typed, similar=found or [], longest=writing.LONGEST_TITLE)


def _save(draft: Draft | None, words: str) -> Draft:
    """The draft under this title; a new one where there was none, or where it was handed in at this very moment."""
    change = DraftChange(title=words)
    if draft is not None:
        try:
            return draft_of(save_draft(petition_id=draft.id, change=change, now=moment()))
        except StepRefused:
            pass
    new = begin_draft(language=page_language(), now=moment())
    return draft_of(save_draft(petition_id=new.pk, change=change, now=moment()))
