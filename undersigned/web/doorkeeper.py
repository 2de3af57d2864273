"""The first middleware: who is asked for, by whom, and what every answer says about itself.

A foreign Host is answered with 400 before anything reads it, so that it never reaches a page or a letter; health and
figures answer any Host, since a balancer asks by number. X-Forwarded-* is believed from the named proxies alone.
"""

import ipaddress
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from undersigned.web.visitors import Network, client_network, proxies_of

NO_LANGUAGE = ("/api/", "/log/", "/media/", "/witness/")
ANY_HOST = frozenset({"/healthz", "/readyz", "/metrics"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_VIA")
WAS_FORWARDED, ASKED_HOST = "undersigned.was_forwarded", "undersigned.asked_host"
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"


class Doorkeeper:
    """Middleware; it has to stand first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Read the proxies once."""
        self.get_response = get_response
        self.proxies = proxies_of(settings.UNDERSIGNED.trusted_proxies)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse the Host."""
        request.META[WAS_FORWARDED] = any(name in request.META for name in FORWARDED)
        self._forwarded(request)
        if request.path in ANY_HOST:
            request.META[ASKED_HOST] = request.META.get("HTTP_HOST", "")
            # What stands behind this door asks for the Host again.
            request.META["HTTP_HOST"] = settings.UNDERSIGNED.host
        elif not names_this_site(request):
            return _signed(HttpResponse("This is not a site of ours.\n", status=400, content_type="text/plain"))
        response = self.get_response(request)
        if request.path.startswith(NO_LANGUAGE):
            # The language middleware adds them where no prefix stands; a proxy would keep one copy per browser.
            response.headers.pop("Vary", None)
            response.headers.pop("Content-Language", None)
        return _signed(response)

    def _forwarded(self, request: HttpRequest) -> None:
        """REMOTE_ADDR and scheme as a trusted proxy tells them; from anybody else such headers are dropped."""
        chain = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        for name in ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED"):
            request.META.pop(name, None)
        # For screening, worked out here, since what the proxies said is gone afterwards.
        request.network = client_network(str(request.META.get("REMOTE_ADDR", "")), chain or None)  # type: ignore[attr-defined]
        if not self._is_trusted(str(request.META.get("REMOTE_ADDR", ""))):
            return
        request.META["REMOTE_ADDR"] = self._client(chain, str(request.META.get("REMOTE_ADDR", "")))
        if scheme in {"http", "https"}:
            request.META["wsgi.url_scheme"] = scheme
            # ASGI requests read the scheme from the scope alone.
            request._get_scheme = lambda: scheme  # type: ignore[attr-defined]

    def _client(self, chain: str, nearest: str) -> str:
        """The last address of the chain that is no proxy of ours: what stands before it may be made up."""
        for address in reversed([part.strip() for part in chain.split(",") if part.strip()]):
            if not _is_address(address):
                break
            nearest = address
            if not self._is_trusted(address):
                break
        return nearest

    def _is_trusted(self, address: str) -> bool:
        return stands_in(address, self.proxies)


@lru_cache(maxsize=1024)
def stands_in(address: str, networks: tuple[Network, ...]) -> bool:
    """True where this is an address in one of these networks."""
    if not networks or not _is_address(address):
        return False
    return any(ipaddress.ip_address(address) in network for network in networks)


def was_forwarded(request: HttpRequest) -> bool:
    """True where a header says that somebody else asks through the peer, whether or not we believe who."""
    return bool(request.META.get(WAS_FORWARDED))


def asked_host(request: HttpRequest) -> str:
    """The Host as it was asked for, without the port, at an address that answers any Host."""
    return split_domain_port(str(request.META.get(ASKED_HOST, "")))[0]


def names_this_site(request: HttpRequest) -> bool:
    """True where the Host header names this site."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _signed(response: HttpResponse) -> HttpResponse:
    """The answer with the headers that every answer of the site has."""
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
