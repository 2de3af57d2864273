"""The head of a request as the door reads it: once, and only the headers that decide anything here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from undersigned.web.doorkeeper import stands_in
from undersigned.web.networks import network_of
from undersigned.web.origin import is_foreign_form
from undersigned.web.visitors import proxies_of

Head = dict[bytes, bytes]
LENGTH_DIGITS: Final = 9
LONGEST_KEPT: Final = 256
"""Bytes of a header that may be remembered: a stranger can send 400 kB of it, ever new."""
READ: Final = frozenset(
    {
        b"host",
        b"accept-encoding",
        b"cookie",
        b"if-match",
        b"if-none-match",
        b"content-type",
        b"content-length",
        b"transfer-encoding",
        b"origin",
        b"sec-fetch-site",
        b"x-forwarded-for",
        b"x-forwarded-proto",
    }
)


def read_head(headers: Iterable[tuple[bytes, bytes]]) -> Head | None:
    """The headers of READ by name; None where one of them comes twice, which Django is left to judge."""
    head: Head = {}
    for name, value in headers:
        if name in READ:
            if name in head:
                return None
            head[name] = value
    return head


@dataclass(frozen=True, slots=True)
class Here:
    """What the door must know of the site at each request: read once, since settings are slow to ask."""

    origins: frozenset[str]
    hosts: tuple[str, ...]
    proxies: tuple[str, ...]

    @classmethod
    def now(cls) -> "Here":
        """As the settings say now."""
        site = settings.UNDERSIGNED
        return cls(frozenset({site.site_url}), tuple(map(str, settings.ALLOWED_HOSTS)), site.trusted_proxies)

    def is_named(self, head: Head) -> bool:
        """True where the request names this site as its host; False for what Django would refuse as well."""
        named = head.get(b"host", b"")
        return len(named) <= LONGEST_KEPT and is_allowed_host(named, self.hosts)

    def is_secure(self, scope: Mapping[str, Any], head: Head) -> bool:
        """True where the visitor came by https, as a trusted proxy says, else as the server saw it."""
        told = head.get(b"x-forwarded-proto")
        if told in {b"http", b"https"} and stands_in(scope["client"][0], proxies_of(self.proxies)):
            return told == b"https"
        return bool(scope["scheme"] == "https")

    def form_length(self, head: Head, longest: int) -> int | None:
        """Length of the body of a form that was certainly sent from a page of this site; None for all others.

        Others are for Django to judge: it may know one more origin, and it has the words for a refusal.
        """
        length = head.get(b"content-length", b"")
        if b"transfer-encoding" in head or not length.isdigit() or len(length) > LENGTH_DIGITS or int(length) > longest:
            return None
        origin = head.get(b"origin")
        site = head.get(b"sec-fetch-site", b"").decode("latin-1")
        is_foreign = is_foreign_form(site, None if origin is None else origin.decode("latin-1"), self.origins)
        return None if is_foreign else int(length)

    def network(self, scope: Mapping[str, Any], head: Head) -> str:
        """The visitor's network for screening, as the doorkeeper works it out."""
        told = head.get(b"x-forwarded-for", b"")
        network = _network if len(told) <= LONGEST_KEPT else _network.__wrapped__
        return network(scope["client"][0], told, self.proxies)


@lru_cache(maxsize=256)
def is_allowed_host(named: bytes, allowed: tuple[str, ...]) -> bool:
    """True where Django allows this Host header."""
    domain, _port = split_domain_port(named.decode("latin-1"))
    return bool(domain) and validate_host(domain, allowed)


@lru_cache(maxsize=4096)
def _network(peer: str, forwarded_for: bytes, proxies: tuple[str, ...]) -> str:
    return network_of(peer, forwarded_for.decode("latin-1"), proxies)
