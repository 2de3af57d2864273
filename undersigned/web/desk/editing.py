"""Changing a petition's text before the first signature; one that is not public yet is corrected as a whole."""

from dataclasses import dataclass, field

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.rewrite import rewrite
from undersigned.petitions.queries.desk import own_petition
from undersigned.petitions.queries.door import Row
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.hiding import hides_text
from undersigned.petitions.rules.states import AlreadySigned, PartsHidden, State, StepRefused
from undersigned.petitions.rules.writing import LONGEST_STORY, LONGEST_TITLE, WritingRefused, line, story
from undersigned.signatures.queries import has_signatures
from undersigned.web.desk.correcting import correct
from undersigned.web.desk.door import signed_in
from undersigned.web.visitors import moment

IN_PLACE = frozenset({State.HELD, State.CORRECTING})
BY_TITLE_AND_STORY = frozenset({State.GATHERING, State.PUBLISHED})


@dataclass(frozen=True, slots=True)
class TextForm:
    """What was typed, as it was typed, and what is wrong with it."""

    title: str
    story: str
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


def may_edit(row: Row) -> bool:
    """Whether it may be changed here: asked back; or signed by nobody, supporters included, and public whole."""
    if row.state == State.CORRECTING:
        return True
    if row.state == State.PUBLISHED and hides_text(row.hidden):
        return False
    return row.state in IN_PLACE | BY_TITLE_AND_STORY and not has_signatures(row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Title and story, of which a published petition gets a new version; or all of one that is not public yet."""
    row = own_petition(person, slug)
    back = reverse("desk:petition", args=[row.slug])
    if row.state not in IN_PLACE | BY_TITLE_AND_STORY:
        return HttpResponseRedirect(back)
    if not may_edit(row):
        return HttpResponseRedirect(back + ("?said=parts_hidden" if hides_text(row.hidden) else "?said=signed_already"))
    if row.state in IN_PLACE:
        return correct(request, person, row)
    words = {"person": person, "petition": row, "longest_title": LONGEST_TITLE}
    if request.method != "POST":
        text = original_text(row)
        return render(request, "pages/desk/edit.html", {**words, "form": TextForm(text.title, text.story)})
    form, change = _read(request)
    if change is None:
        return render(request, "pages/desk/edit.html", {**words, "form": form}, status=422)
    return HttpResponseRedirect(f"{back}?said={_change(row.pk, row.state, change)}")


def _change(petition_id: int, state: str, change: DraftChange) -> str:
    """Changes the text; the word for the notice that says how it went."""
    try:
        with transaction.atomic():
            is_signed = has_signatures(petition_id)
            if state == State.GATHERING:
                title, text = change.title or "", change.story or ""
                rewrite(petition_id=petition_id, title=title, story=text, has_signatures=is_signed, now=moment())
            else:
                amend(petition_id=petition_id, change=change, has_signatures=is_signed, now=moment())
            if has_signatures(petition_id):
                # Somebody signed while we waited for the petition, which is ours until the end.
                raise AlreadySigned(str(petition_id))  # noqa: TRY301 - only a raise takes the amendment back
    except AlreadySigned:
        return "signed_already"
    except PartsHidden:
        return "parts_hidden"
    except StepRefused:
        return "not_now"
    return "changed"


def _read(request: HttpRequest) -> tuple[TextForm, DraftChange | None]:
    """The form with its errors, and the change where there are none."""
    typed = TextForm(request.POST.get("title", ""), request.POST.get("story", ""))
    errors: dict[str, str] = {}
    title = text = ""
    try:
        title = line(typed.title, LONGEST_TITLE, is_needed=True)
    except WritingRefused as refused:
        errors["title"] = _title_words(refused.code)
    try:
        text = story(typed.story)
    except WritingRefused as refused:
        errors["story"] = _story_words(refused.code)
    if not text and "story" not in errors:
        errors["story"] = _("Please write what it is about.")
    if errors:
        return TextForm(typed.title, typed.story, errors), None
    return typed, DraftChange(title=title, story=text)


def _title_words(code: str) -> str:
    if code == "empty":
        return _("Please write what you ask for.")
    if code == "too_long":
        return _("A title has at most {count} characters.").format(count=LONGEST_TITLE)
    return _("The title holds characters that nobody can see. Please type it anew.")


def _story_words(code: str) -> str:
    if code == "too_long":
        return _("A story has at most {count} characters.").format(count=LONGEST_STORY)
    return _("The story holds characters that nobody can see. Please type the place anew.")
