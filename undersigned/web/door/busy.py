"""The answer to whoever can be given nothing at the moment: 503 in the page's language, made without the database."""

import json
from functools import lru_cache
from typing import Final

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse

from undersigned.web.door.answers import Answer
from undersigned.web.door.rendering import render
from undersigned.web.refusals import refused, words_for

RETRY_AFTER_SECONDS: Final = 2
"""As long as readers are sent away for; signers, whose work is dearer, for longer (web.refusals)."""


class _Busy(WSGIHandler):
    """Every middleware of the site, and behind them nothing but the page that says 503."""

    def _get_response(self, request: HttpRequest) -> HttpResponse:
        # Named by Django's BaseHandler as the innermost step, behind all middleware.
        if request.path.startswith("/api/"):
            words = words_for(503)
            problem = {"type": "about:blank", "title": words.title, "status": 503, "detail": words.text}
            response = HttpResponse(json.dumps(problem) + "\n", status=503, content_type="application/problem+json")
            response["Access-Control-Allow-Origin"] = "*"
            response["Cache-Control"] = "no-store"
        else:
            response = refused(request, 503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response


def busy_answer(path: bytes) -> Answer:
    """503 with Retry-After; one per language and kind of address is made and kept."""
    is_api = path.startswith(b"/api/")
    return _answer(b"/api/" if is_api else b"/" + path.split(b"/", 2)[1] + b"/")


@lru_cache(maxsize=8)
def _answer(place: bytes) -> Answer:
    rendered = render(place, 0.0, _Busy())
    length = (b"content-length", b"%d" % len(rendered.body))
    headers = tuple(header for header in rendered.headers if header[0] != b"content-length")
    return Answer(rendered.status, (*headers, length), rendered.body)
