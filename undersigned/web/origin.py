"""Where a form was sent from: instead of a token, since public pages carry nothing of one visitor's."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from undersigned.web.refusals import refused

P = ParamSpec("P")


def is_foreign(request: HttpRequest) -> bool:
    """True where the browser says that another site sent this form. A missing header is no sign of that."""
    return is_foreign_form(
        request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin"), _own_origins(request)
    )


def is_foreign_form(fetch_site: str, origin: str | None, own: Collection[str]) -> bool:
    """True where these headers (no origin: None) say that a page of none of our `own` origins sent the form."""
    if fetch_site:
        # Browsers that send it cannot be made to lie by a page; privacy settings may still blank the origin ("null").
        return fetch_site in {"cross-site", "same-site"}
    return origin is not None and origin not in own


def _own_origins(request: HttpRequest) -> set[str]:
    return {settings.UNDERSIGNED.site_url, f"{request.scheme}://{request.get_host()}"}


def own_forms_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that takes forms without a CSRF token, and answers 403 to those of another site."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and is_foreign(request):
            return refused(request, 403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
