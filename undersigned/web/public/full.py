"""When the database can't take one more: say so, and that nothing was lost, instead of breaking."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from undersigned.web.refusals import refused

P = ParamSpec("P")
log = structlog.get_logger()
RETRY_AFTER = "5"
"""Seconds."""


def honest_when_full(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that answers 503 with Retry-After while the database is away or too busy; nothing is half-written then."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except OperationalError:
            log.warning("database full or away", view=view.__name__)
            response = refused(request, 503)
            response["Retry-After"] = RETRY_AFTER
            return response

    return guarded
