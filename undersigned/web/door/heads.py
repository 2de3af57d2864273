"""The head of a request as the door reads it: once, and only the headers that decide anything here."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings

from undersigned.web.doorkeeper import proxies_of, stands_in
from undersigned.web.origin import is_foreign_form

Head = dict[bytes, bytes]
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


def is_secure(scope: Mapping[str, Any], head: Head) -> bool:
    """True where the visitor came by https, as a trusted proxy says, else as the server saw it."""
    told = head.get(b"x-forwarded-proto")
    if told in {b"http", b"https"} and stands_in(scope["client"][0], proxies_of(settings.UNDERSIGNED.trusted_proxies)):
        return told == b"https"
    return bool(scope["scheme"] == "https")


def form_length(head: Head, longest: int) -> int | None:
    """Length of the body of a form that was certainly sent from a page of this site; None for all others.

    Others are for Django to judge: it may know one more origin, and it has the words for a refusal.
    """
    length = head.get(b"content-length", b"")
    if b"transfer-encoding" in head or not length.isdigit() or len(length) > 9 or int(length) > longest:
        return None
    origin = head.get(b"origin")
    site = head.get(b"sec-fetch-site", b"").decode("latin-1")
    if is_foreign_form(site, None if origin is None else origin.decode("latin-1"), {settings.UNDERSIGNED.site_url}):
        return None
    return int(length)
