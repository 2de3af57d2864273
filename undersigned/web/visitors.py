"""Who is asking, for the entrances that know people by a session: desk, start, staff. Public pages never ask."""

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import SESSION_LIVES, is_safe_path
from undersigned.petitions.rules.marks import AS_OF
from undersigned.web.networks import network_of
from undersigned.web.staying import KEPT, begin_session, staff_session

DRAFT_COOKIE: Final = "draft"
"""The signed cookie by which a browser keeps its draft: `<pid>:...` (web.start.keeper)."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def moment() -> datetime:
    """Now, as the shells tell the rooms below."""
    return datetime.now(UTC)


def moment_of(request: HttpRequest) -> datetime:
    """The moment that this answer speaks of: now, but for a page that is made to be shown a little later."""
    told = request.META.get(AS_OF)
    return told if isinstance(told, datetime) else moment()


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, None for anybody else. Reading it makes the answer vary by cookie.

    A person of the staff whose session was ended, or was idle for too long, is signed out here; so is who was of the
    staff when this browser signed in: with the role went its session.
    """
    if not request.user.is_authenticated:
        return None
    if (request.user.role or KEPT in request.session) and staff_session(request, request.user, moment()) is None:
        logout(request)
        return None
    return request.user


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
    if person.role:
        begin_session(request, person, moment())


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and, after it, back to where the person wanted to go.

    After a form that is the page it stood on: many a form's own address answers to POST alone.
    """
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else _page_before(request)
    query = urlencode({"next": wanted}) if is_safe_path(wanted) else ""
    return HttpResponseRedirect(reverse("desk:sign_in") + (f"?{query}" if query else ""))


def _page_before(request: HttpRequest) -> str:
    """Path and query of the page that a form stood on; "" where the browser doesn't say, or it was another site's."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if page.netloc != request.get_host():
        return ""
    return page.path + (f"?{page.query}" if page.query else "")


def page_language() -> str:
    """The language of the page that is being made."""
    return get_language() or settings.LANGUAGE_CODE


def client_network(peer: str, forwarded_for: str | None) -> str:
    """The visitor's network for screening: an IPv4 address or an IPv6 /64 as text, "" where it can't be known.

    As networks.network_of says it, with the proxies that the settings name.
    """
    return network_of(peer, forwarded_for or "", settings.UNDERSIGNED.trusted_proxies)


@lru_cache(maxsize=8)
def proxies_of(names: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of these names."""
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)
