"""Who is asking, for the entrances that know people by a session: desk, start, staff. Public pages never ask."""

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import SESSION_LIVES, is_safe_path
from undersigned.petitions.rules.marks import AS_OF
from undersigned.web.staying import begin_session, staff_session

DRAFT_COOKIE: Final = "draft"
"""The signed cookie by which a browser keeps its draft: `<pid>:...` (web.start.keeper)."""

HOST_PREFIX: Final = 64
OTHER_BITS: Final = 128 - HOST_PREFIX
"""Bits of an IPv6 address that one customer of a provider can't change (RFC 6177 gives each site at least these)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
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

    A person of the staff whose session was ended, or was idle for too long, is signed out here.
    """
    if not request.user.is_authenticated:
        return None
    if request.user.role and staff_session(request, request.user, moment()) is None:
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
    """The way to the sign-in page and, after it, back to where the person wanted to go."""
    wanted = request.get_full_path() if request.method == "GET" else request.path
    query = urlencode({"next": wanted}) if is_safe_path(wanted) else ""
    return HttpResponseRedirect(reverse("desk:sign_in") + (f"?{query}" if query else ""))


def page_language() -> str:
    """The language of the page that is being made."""
    return get_language() or settings.LANGUAGE_CODE


def client_network(peer: str, forwarded_for: str | None) -> str:
    """The visitor's network for screening: an IPv4 address or an IPv6 /64 as text, "" where it can't be known.

    `peer`: the address that connected; `forwarded_for`: X-Forwarded-For, read only where the peer is one of the named
    proxies, from the right up to the first address that is none: what stands before it may be made up. A proxy itself
    and this very machine are nobody's network.
    """
    proxies = proxies_of(settings.UNDERSIGNED.trusted_proxies)
    nearest = _address(peer)
    hops = [part.strip() for part in (forwarded_for or "").split(",")]
    while nearest is not None and hops and any(nearest in network for network in proxies):
        nearest = _address(hops.pop())
    if nearest is None or nearest.is_loopback or any(nearest in network for network in proxies):
        return ""
    if isinstance(nearest, ipaddress.IPv6Address):
        kept = int(nearest) >> OTHER_BITS << OTHER_BITS
        return f"{ipaddress.IPv6Address(kept)}/{HOST_PREFIX}"
    return str(nearest)


@lru_cache(maxsize=8)
def proxies_of(names: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of these names."""
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


@lru_cache(maxsize=4096)
def _address(text: str) -> Address | None:
    """The address, IPv4 out of IPv6 clothes, or None. Some proxies write the port behind it."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
