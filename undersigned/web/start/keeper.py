"""Who keeps a draft: the browser that holds its signed cookie, for 30 days from the last time it was saved."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.petitions.queries.drafts import Draft, draft_of, kept_draft
from undersigned.petitions.rules.states import StepRefused
from undersigned.web.visitors import private

COOKIE: Final = "draft"
SALT: Final = "undersigned.web.start.draft"
KEPT_FOR: Final = timedelta(days=30)

P = ParamSpec("P")
Step = Callable[Concatenate[HttpRequest, Draft, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def draft_here(request: HttpRequest) -> Draft | None:
    """The draft that this browser keeps; None without one, with a forged cookie, or when it was handed in."""
    pid = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT_FOR)
    petition = kept_draft(pid) if pid else None
    return draft_of(petition) if petition is not None else None


def keep(response: HttpResponse, pid: str) -> HttpResponse:
    """This browser keeps the draft for 30 days from now."""
    response.set_signed_cookie(
        COOKIE,
        pid,
        salt=SALT,
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def let_go(response: HttpResponse) -> HttpResponse:
    """This browser keeps no draft any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def step(view: Step[P]) -> View[P]:
    """A page of the guided start that needs a draft; without one, the first page.

    Saving keeps the draft for another 30 days. One that was handed in meanwhile can't be saved: the first page, too.
    """

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = draft_here(request)
        if draft is None:
            return HttpResponseRedirect(reverse("start:title"))
        try:
            response = view(request, draft, *args, **kwargs)
        except StepRefused:
            return HttpResponseRedirect(reverse("start:title"))
        return keep(response, draft.pid) if request.method == "POST" and not response.cookies else response

    return guarded
