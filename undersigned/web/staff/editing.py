"""Changing the text of a held petition, with a reason that the starter gets."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import DECIDING_ROLES, NotAllowed
from undersigned.moderation.actions.edit import edit as edit_petition
from undersigned.moderation.rules import HeldByAnother
from undersigned.petitions.queries.desk import petition_by_id
from undersigned.petitions.queries.door import Row, petition_visible_to
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.states import PetitionChanged, State
from undersigned.petitions.rules.writing import LONGEST_STORY, LONGEST_TITLE, WritingRefused, line, story
from undersigned.web.refusals import forbidden
from undersigned.web.staff.deciding import revision_of
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.sentences import CONFLICTS, FAULTS, conflict_words, fault_words
from undersigned.web.visitors import moment


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*DECIDING_ROLES)
def edit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The form with title, story and reason; one that is not held leads back to its page, unless text comes for it."""
    row = petition_visible_to(person, slug)
    if request.method == "POST":
        return _changed(request, person, row)
    if row.state != State.HELD:
        return HttpResponseRedirect(reverse("staff:petition", args=[row.slug]))
    text = original_text(row)
    return _page(request, person, row, {"title": text.title, "story": text.story, "words": ""}, {}, row.revision)


def _changed(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("title", "story", "words")}
    title, text, errors = _checked(typed)
    revision = revision_of(request)
    if errors:
        return _page(request, person, row, typed, errors, revision)
    try:
        edit_petition(
            petition_id=row.pk,
            title=title,
            story=text,
            words=typed["words"],
            revision=revision,
            by=person,
            now=moment(),
        )
    except NotAllowed:
        return forbidden(request)
    except FAULTS as fault:
        return _page(request, person, row, typed, dict([fault_words(fault, "words")]), revision)
    except CONFLICTS as fault:
        return _not_saved(request, person, row, typed, fault)
    return HttpResponseRedirect(reverse("staff:petition", args=[row.slug]) + "?said=edit")


def _not_saved(request: HttpRequest, person: Person, row: Row, typed: dict[str, str], fault: Exception) -> HttpResponse:
    """The form with what was typed; a text that changed meanwhile stands beside it, and may be replaced then."""
    row = petition_by_id(row.pk) or row
    more: dict[str, Any] = {"conflict": _conflict(fault)}
    if isinstance(fault, PetitionChanged):
        more["present"] = original_text(row)
        return _page(request, person, row, typed, {}, row.revision, more)
    return _page(request, person, row, typed, {}, revision_of(request), more)


def _conflict(fault: Exception) -> str:
    if isinstance(fault, PetitionChanged):
        return _(
            "The petition was changed meanwhile. Its text as it is now stands below; please read it before you save."
        )
    if isinstance(fault, HeldByAnother):
        return _("Somebody else is reading this petition now. You can take it over on its page and then save here.")
    return conflict_words(fault)


def _checked(typed: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    errors: dict[str, str] = {}
    title = text = ""
    try:
        title = line(typed["title"], LONGEST_TITLE, is_needed=True)
    except WritingRefused:
        errors["title"] = _("A title has 1 to {count} characters that can be seen.").format(count=LONGEST_TITLE)
    try:
        text = story(typed["story"])
    except WritingRefused:
        text = ""
    if not text:
        errors["story"] = _("A story has 1 to {count} characters that can be seen.").format(count=LONGEST_STORY)
    return title, text, errors


def _page(
    request: HttpRequest,
    person: Person,
    row: Row,
    typed: dict[str, str],
    errors: dict[str, str],
    revision: int,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    words = {
        "person": person,
        "nav": "queue",
        "row": row,
        "typed": typed,
        "errors": errors,
        "faults": list(errors.items()),
        "revision": revision,
        **(more or {}),
    }
    return render(request, "pages/staff/edit.html", words, status=409 if more else 422 if errors else 200)
