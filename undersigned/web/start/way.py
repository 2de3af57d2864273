"""The way through the guided start: its steps, which are done, and what comes next."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules.languages import direction

STEPS: Final = ("title", "addressees", "story", "photo", "sources", "terms", "preview", "hand_in")


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step as the page shows it: `state` is done, here or next; `href` is "" where one can't go yet."""

    label: str
    state: str
    href: str


def onward(here: str) -> HttpResponseRedirect:
    """To the step after this one."""
    return HttpResponseRedirect(reverse(f"start:{STEPS[STEPS.index(here) + 1]}"))


def back_to(here: str) -> HttpResponseRedirect:
    """To this step once more, so that a reload sends nothing again."""
    return HttpResponseRedirect(reverse(f"start:{here}"))


def show(request: HttpRequest, here: str, draft: Draft | None, errors: dict[str, str], **context: Any) -> HttpResponse:
    """The page of a step; 422 where something was typed that can't be taken."""
    language = draft.language if draft else ""
    context |= {
        "draft": draft,
        "errors": errors,
        "summary": list(errors.items()),
        "steps": way_steps(here, draft),
        "lang": language,
        "dir": direction(language) if language else "auto",
        "nav": "start",
    }
    return render(request, f"pages/start/{here}.html", context, status=422 if errors else 200)


def way_steps(here: str, draft: Draft | None) -> list[WayStep]:
    """All steps; every one can be visited again once there is a draft."""
    labels = {
        "title": _("Title"),
        "addressees": _("Addressees"),
        "story": _("Story"),
        "photo": _("Photo"),
        "sources": _("Sources"),
        "terms": _("Goal and language"),
        "preview": _("Preview"),
        "hand_in": _("Hand in"),
    }
    return [
        WayStep(label, _state(name, here, draft), reverse(f"start:{name}") if draft else "")
        for name, label in labels.items()
    ]


def _state(name: str, here: str, draft: Draft | None) -> str:
    if name == here:
        return "here"
    return "done" if draft is not None and _is_done(name, draft) else "next"


def _is_done(name: str, draft: Draft) -> bool:
    done = {
        "title": bool(draft.title),
        "addressees": bool(draft.addressees),
        "story": bool(draft.story),
        "photo": draft.photo is not None,
        "sources": bool(draft.sources),
        "terms": draft.goal is not None or bool(draft.place),
    }
    return done.get(name, False)
