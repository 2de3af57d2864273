"""Whoever has just changed something sees it: their browser asks for pages that were checked after the act.

Pages are kept by every process and looked after twice a second, so that for a moment another process may still show
what was. A cookie that says "I have acted", ten seconds long and the same for everybody, makes the door look at the
database first. Nobody has it who only reads, signs or confirms.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "acted"
LIVES_SECONDS: Final = 10
"""Far longer than any process needs to hear of an act by itself."""
ENTRANCES: Final = frozenset({"desk", "staff", "start"})
MINE: Final = "signer:mine"
"""Where acts are done that show on a petition's page at once; a signing shows when the log has it."""


class Acted:
    """Middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """The answer of what stands behind it is all it looks at."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the cookie after an act."""
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400 and _is_for_acts(request):
            response.set_cookie(
                COOKIE,
                "1",
                max_age=LIVES_SECONDS,
                secure=settings.IS_HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response


def _is_for_acts(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.namespace in ENTRANCES or match.view_name == MINE)
