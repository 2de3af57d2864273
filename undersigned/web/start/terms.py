"""The sixth step: the goal, the language, the place, and what the addressee will receive."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.goals import HIGHEST_GOAL
from undersigned.petitions.rules.states import Handover
from undersigned.web.draft_terms import handover_choices, language_choices, read_topics
from undersigned.web.start.keeper import step
from undersigned.web.start.way import onward, show
from undersigned.web.visitors import moment
from undersigned.web.written import checked


@dataclass(frozen=True, slots=True)
class TermsForm:
    """What was typed."""

    language: str
    goal: str
    place: str
    topics: str
    handover: str
    sensitive: str


@step
def terms(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask for them all on one page; only language and handover are needed, and both have an answer already."""
    kept = TermsForm(draft.language, str(draft.goal or ""), draft.place, ", ".join(draft.topics), draft.handover, "")
    kept = replace(kept, sensitive="yes" if draft.is_sensitive else "")
    if request.method != "POST":
        return _show(request, draft, kept, {})
    typed = replace(kept, **{name: request.POST.get(name, "") for name in TermsForm.__slots__})
    errors: dict[str, str] = {}
    change = _read(typed, draft, errors)
    if errors:
        return _show(request, draft, typed, errors)
    save_draft(petition_id=draft.id, change=change, now=moment())
    return onward("terms")


def _show(request: HttpRequest, draft: Draft, typed: TermsForm, errors: dict[str, str]) -> HttpResponse:
    return show(
        request, "terms", draft, errors, typed=typed, languages=language_choices(draft), handovers=handover_choices()
    )


def _read(typed: TermsForm, draft: Draft, errors: dict[str, str]) -> DraftChange:
    if typed.language not in dict(language_choices(draft)):
        errors["language"] = _("Please choose one of these languages.")
    if typed.handover not in {one.value for one in Handover}:
        errors["handover"] = _("Please choose one of these.")
    return DraftChange(
        language=typed.language,
        goal=checked("goal", errors, lambda: writing.whole_number(typed.goal, HIGHEST_GOAL) or 0, 0),
        place=checked("place", errors, lambda: writing.line(typed.place, writing.LONGEST_NAME), ""),
        topics=checked("topics", errors, lambda: read_topics(typed.topics), tuple[str, ...]()),
        handover=typed.handover,
        is_sensitive=typed.sensitive == "yes",
    )
