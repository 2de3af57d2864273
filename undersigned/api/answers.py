"""How the API answers: JSON that a proxy may share, problems as RFC 9457 says, no cookie, the same for everybody."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import blake2b
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import get_conditional_response

from undersigned.petitions.rules.states import PetitionMoved, PetitionNotFound

FRESH_SECONDS: Final = 2
"""As long as a new count waits to be shown, so that a cached one is never older than what a page may show."""

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def time_text(time: datetime | None) -> str | None:
    """ISO 8601 in UTC, ending in Z; exactly the time that the page carries."""
    return None if time is None else time.isoformat().replace("+00:00", "Z")


def json_bytes(value: object) -> bytes:
    """Compact UTF-8 JSON with its final LF."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def tag_of(body: bytes) -> str:
    """A strong ETag of these bytes."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def shared(request: HttpRequest, body: bytes, content_type: str, *, seconds: int = FRESH_SECONDS) -> HttpResponseBase:
    """The body, to be kept for so long by everybody; 304 for who has these very bytes."""
    response = open_to_all(HttpResponse(body, content_type=content_type))
    response["Cache-Control"] = f"public, max-age={seconds}, s-maxage={seconds}"
    response["ETag"] = tag_of(body)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert answer is not None
    return open_to_all(answer)


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """A problem document (RFC 9457)."""
    body = json_bytes({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return open_to_all(HttpResponse(body, status=status, content_type="application/problem+json"))


def reading(view: View[P]) -> View[P]:
    """Only GET and HEAD, and what is not public is a 404, all as problem documents."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            response = problem(405, "Method Not Allowed", "This address can only be read.")
            response["Allow"] = "GET, HEAD"
            return response
        try:
            return view(request, *args, **kwargs)
        except PetitionMoved as moved:
            start, _, rest = request.path.partition("/petitions/")
            there = "/".join([moved.slug, *rest.split("/")[1:]])
            response = HttpResponseRedirect(f"{start}/petitions/{there}")
            response["Cache-Control"] = "no-store"
            return open_to_all(response)
        except PetitionNotFound:
            response = problem(404, "Not Found", "There is no public petition under this address.")
            response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, s-maxage={FRESH_SECONDS}"
            return response

    return guarded


def open_to_all(response: R) -> R:
    """The answer may be read by scripts of any site; there is nothing in it that belongs to somebody."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
