"""The pages for what can't be shown: 400, 403, 404, 409, 410, 500, 503, each with what one can do now."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page says when it can't be shown."""

    title: str
    text: str


def words_for(status: int) -> Refusal:
    """The words for a status."""
    return {
        400: lambda: Refusal(_("This request cannot be read"), _("Please go back and try again.")),
        403: lambda: Refusal(
            _("This form came from another site"),
            _("For your safety only forms on this site itself are taken. Please open the page here and try again."),
        ),
        404: lambda: Refusal(
            _("There is no such page"),
            _("The address may be mistyped, or the page was never public. The list of petitions may help."),
        ),
        503: lambda: Refusal(
            _("The site is full at the moment"),
            _("Nothing was lost and nothing was counted. Please try again in a minute."),
        ),
    }.get(status, lambda: Refusal(_("Something broke on our side"), _("It was not you. Please try again in a minute.")))()


def refused(request: HttpRequest, status: int, words: Refusal | None = None) -> HttpResponse:
    """The page for this status; never kept by a cache."""
    response = render(request, "pages/refused.html", {"refusal": words or words_for(status), "status": status}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return refused(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return refused(request, 403, Refusal(_("This page is not for you"), _("Please sign in as somebody who may see it.")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return refused(request, 404)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return refused(
        request,
        403,
        Refusal(
            _("This form has grown old"),
            _("Please open the page again and send the form once more. Cookies of this site must be allowed for it."),
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs no database and no template context, since any of them may be what broke."""
    words = words_for(500)
    return HttpResponse(f"{words.title}\n\n{words.text}\n", status=500, content_type="text/plain; charset=utf-8")
