"""Changing a petition that waits to be read, or that was asked back: all that the guided start asks, on one page."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.accounts.queries import Person
from undersigned.petitions.actions.attach_photo import attach_photo
from undersigned.petitions.actions.describe_photo import describe_photo
from undersigned.petitions.actions.remove_photo import remove_photo
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.door import Row
from undersigned.petitions.queries.drafts import draft_of
from undersigned.petitions.rules.languages import direction
from undersigned.petitions.rules.photos import LONGEST_FILE_BYTES, PhotoRefused
from undersigned.petitions.rules.states import StepRefused
from undersigned.web.desk import correction_form
from undersigned.web.desk.correction_form import Correction
from undersigned.web.draft_terms import handover_choices, language_choices
from undersigned.web.source_rows import rows_with_errors
from undersigned.web.visitors import moment
from undersigned.web.written import photo_sentence


def correct(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    """The form; by POST all of it is saved, or nothing and it is shown again with what was typed."""
    draft, errors = draft_of(row), dict[str, str]()
    if request.method != "POST":
        return _page(request, person, row, correction_form.kept(draft), errors)
    typed = correction_form.typed(request.POST, draft)
    change = correction_form.read(typed, draft, errors)
    words = correction_form.read_photo_words(typed, errors)
    try:
        if not errors:
            # The photo first: it may be refused, and what was typed can't be any more. Each is a transaction.
            _keep_photo(request, row.pk, words, errors)
        if not errors:
            save_draft(petition_id=row.pk, change=change, now=moment())
    except StepRefused:
        return HttpResponseRedirect(reverse("desk:petition", args=[row.slug]) + "?said=not_now")
    if errors:
        if "photo" in request.FILES:
            errors.setdefault("photo", _("Please choose the photo once more: a browser does not send it twice."))
        return _page(request, person, row, typed, errors)
    if request.POST.get("act") == "more":
        return HttpResponseRedirect(reverse("desk:edit", args=[row.slug]))
    return HttpResponseRedirect(reverse("desk:petition", args=[row.slug]) + "?said=changed")


def _keep_photo(request: HttpRequest, petition_id: int, words: tuple[str, str], errors: dict[str, str]) -> None:
    file, (caption, link) = request.FILES.get("photo"), words
    if file is None and request.POST.get("remove_photo"):
        remove_photo(petition_id=petition_id, now=moment())
    elif file is None:
        describe_photo(petition_id=petition_id, caption=caption, link=link, now=moment())
    elif (file.size or 0) > LONGEST_FILE_BYTES:
        errors["photo"] = photo_sentence("too_large")
    else:
        media = Path(settings.MEDIA_ROOT)
        try:
            attach_photo(
                petition_id=petition_id, content=file.read(), caption=caption, link=link, media=media, now=moment()
            )
        except PhotoRefused as refused:
            errors["photo"] = photo_sentence(refused.code)


def _page(request: HttpRequest, person: Person, row: Row, form: Correction, errors: dict[str, str]) -> HttpResponse:
    draft = draft_of(row)
    words: dict[str, Any] = {
        "person": person,
        "petition": row,
        "draft": draft,
        "typed": form.values,
        "addressees": [(one, _errors_of(one.number, errors)) for one in form.addressees],
        "sources": rows_with_errors(form.sources, errors),
        "languages": language_choices(draft),
        "handovers": handover_choices(),
        "lang": draft.language,
        "dir": direction(draft.language),
        "errors": errors,
        "faults": list(errors.items()),
    }
    return render(request, "pages/desk/correct.html", words, status=422 if errors else 200)


def _errors_of(number: int, errors: dict[str, str]) -> dict[str, str]:
    return {name: errors.get(f"{name}-{number}", "") for name in ("who", "office", "body")}
