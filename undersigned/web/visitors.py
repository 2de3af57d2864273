"""Who is asking, for the entrances that know people by a session: desk, start, staff. Public pages never ask."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import SESSION_LIVES, is_safe_path

DRAFT_COOKIE: Final = "draft"
"""The signed cookie by which a browser keeps its draft: `<pid>:...` (web.start.keeper)."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def moment() -> datetime:
    """Now, as the shells tell the rooms below."""
    return datetime.now(UTC)


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, None for anybody else. Reading it makes the answer vary by cookie."""
    return request.user if request.user.is_authenticated else None


def private(view: View[P]) -> View[P]:
    """The answer is kept by no cache and shown by no search engine."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def enter(request: HttpRequest, person: Person) -> None:
    """The browser is signed in as this person for 12 hours from now, under a session key nobody has seen before."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(moment() + SESSION_LIVES)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and, after it, back to where the person wanted to go."""
    wanted = request.get_full_path() if request.method == "GET" else request.path
    query = urlencode({"next": wanted}) if is_safe_path(wanted) else ""
    return HttpResponseRedirect(reverse("desk:sign_in") + (f"?{query}" if query else ""))


def page_language() -> str:
    """The language of the page that is being made."""
    return get_language() or settings.LANGUAGE_CODE
