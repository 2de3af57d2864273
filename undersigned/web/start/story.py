"""The third step: the story, with a preview by button, and by itself where scripts run."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.stories import story_html
from undersigned.web.start.keeper import step
from undersigned.web.start.way import onward, show
from undersigned.web.visitors import moment
from undersigned.web.written import checked, missing_sentence


@step
def story(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask for the story; both buttons save it."""
    if request.method != "POST":
        errors = {"story": missing_sentence("story")} if request.GET.get("missing") else {}
        return show(request, "story", draft, errors, typed=draft.story, preview="")
    typed = request.POST.get("story", "")
    errors = {}
    text = checked("story", errors, lambda: writing.story(typed), "")
    if not text and not errors:
        errors = {"story": missing_sentence("story")}
    if errors:
        return show(request, "story", draft, errors, typed=typed, preview="")
    save_draft(petition_id=draft.id, change=DraftChange(story=text), now=moment())
    if request.POST.get("act") == "preview":
        return show(request, "story", draft, {}, typed=text, preview=story_html(text))
    return onward("story")


@step
def story_preview(request: HttpRequest, draft: Draft) -> HttpResponse:  # noqa: ARG001 - only a keeper may ask
    """The story as HTML, nothing else; saves nothing. 422 where it can't be shown."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    errors: dict[str, str] = {}
    text = checked("story", errors, lambda: writing.story(request.POST.get("story", "")), "")
    return HttpResponse(story_html(text), status=422 if errors else 200)
