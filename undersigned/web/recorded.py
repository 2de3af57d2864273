"""One line of the log and one count for each request that Django answers: which route, how it ended, how long it took.

Never the path (it can hold the token of a letter), never who asked.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse

from undersigned.petitions.rules.marks import AS_OF
from undersigned.web.metrics import Act, Watched, count_page, count_request, observe

NOBODYS: Final = "undersigned.nobodys"
"""In the META of what is rendered for whoever comes, at nobody's request; no header of a visitor can have this name."""
QUIET: Final = frozenset({"plain:healthz", "plain:readyz", "plain:metrics"})
"""Asked every few seconds by machines; a line only where the answer is not 200."""
ACTS: Final[dict[str, Act]] = {"public:sign": "sign", "public:confirm": "confirm", "public:code": "confirm"}


class Recorded:
    """Middleware; it has to stand first, so that nothing is answered unseen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self.get_response = get_response
        self.log = structlog.get_logger()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write down how it went."""
        begun = perf_counter()
        response = self.get_response(request)
        seconds = perf_counter() - begun
        if AS_OF in request.META:
            # Made to be kept by the door: nobody has asked for it just now.
            count_page("rebuilt")
            return response
        if NOBODYS in request.META:
            return response
        match = request.resolver_match
        name = match.view_name if match is not None else ""
        with Watched.lock:
            count_request("django", response.status_code)
            if name in ACTS and request.method == "POST":
                observe(ACTS[name], seconds, by="django")
        if name not in QUIET or response.status_code != 200:
            self.log.info(
                "request",
                route=match.route if match is not None else None,
                method=request.method if request.method in METHODS else "other",
                status=response.status_code,
                milliseconds=round(seconds * 1000),
            )
        return response


METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
