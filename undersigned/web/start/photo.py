"""The fourth step, which may be left out: a photo."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse

from undersigned.petitions.actions.attach_photo import attach_photo
from undersigned.petitions.actions.describe_photo import describe_photo
from undersigned.petitions.actions.remove_photo import remove_photo
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.photos import LONGEST_FILE_BYTES, PhotoRefused
from undersigned.web.start.keeper import step
from undersigned.web.start.way import back_to, onward, show
from undersigned.web.visitors import moment
from undersigned.web.written import checked, photo_sentence


@dataclass(frozen=True, slots=True)
class PhotoWords:
    """Caption and link as typed."""

    caption: str = ""
    link: str = ""


@step
def photo(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take a photo with its words, change the words alone, or take it away."""
    if request.method != "POST":
        words = PhotoWords(draft.photo.caption, draft.photo.link) if draft.photo else PhotoWords()
        return show(request, "photo", draft, {}, typed=words)
    if request.POST.get("act") == "remove":
        remove_photo(petition_id=draft.id, now=moment())
        return back_to("photo")
    typed = PhotoWords(request.POST.get("caption", ""), request.POST.get("link", ""))
    errors: dict[str, str] = {}
    caption = checked("caption", errors, lambda: writing.line(typed.caption, 300), "")
    link = checked("link", errors, lambda: writing.link(typed.link), "")
    if not errors:
        _keep(request.FILES.get("photo"), draft, PhotoWords(caption, link), errors)
    if errors:
        return show(request, "photo", draft, errors, typed=typed)
    return onward("photo")


def _keep(file: "File[bytes] | None", draft: Draft, words: PhotoWords, errors: dict[str, str]) -> None:
    if file is None:
        describe_photo(petition_id=draft.id, caption=words.caption, link=words.link, now=moment())
        return
    if (file.size or 0) > LONGEST_FILE_BYTES:
        errors["photo"] = photo_sentence("too_large")
        return
    try:
        attach_photo(
            petition_id=draft.id,
            content=file.read(),
            caption=words.caption,
            link=words.link,
            media=Path(settings.MEDIA_ROOT),
            now=moment(),
        )
    except PhotoRefused as refused:
        errors["photo"] = photo_sentence(refused.code)
