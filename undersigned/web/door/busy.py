"""The answer to a reader who can be given nothing at the moment: 503, made without the database."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from undersigned.web.door.answers import Answer
from undersigned.web.door.moulds import Mould, NotCast, make_mould, rendered
from undersigned.web.door.refusing import busy
from undersigned.web.refusals import RETRY_AFTER_SECONDS, words_for


def busy_answer(path: bytes, slug: str, *, is_secure: bool) -> Answer:
    """503 with Retry-After: a page in the language of the path, a problem document (RFC 9457) for programs."""
    if path.startswith(b"/api/"):
        return _problem().filled((), is_secure=is_secure)
    return busy(NotCast(), language=path.split(b"/", 2)[1].decode(), slug=slug, is_secure=is_secure)


@lru_cache(maxsize=1)
def _problem() -> Mould:
    return make_mould(rendered("/api/", _say), ())


def _say(_request: HttpRequest) -> HttpResponse:
    words = words_for(503)
    problem = {"type": "about:blank", "title": words.title, "status": 503, "detail": words.text}
    response = HttpResponse(json.dumps(problem) + "\n", status=503, content_type="application/problem+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
