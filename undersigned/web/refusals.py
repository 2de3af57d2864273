"""The pages for what can't be shown: 400, 403, 404, 409, 410, 500, 503, each with what one can do now."""

import errno
import sys
from dataclasses import dataclass

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.switches.queries import Off

RETRY_AFTER_SECONDS = 10
# A disk, a quota, a limit: keys and photos are files also where the database is elsewhere.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PAUSED_RETRY_AFTER_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page says when it can't be shown."""

    title: str
    text: str


def words_for(status: int) -> Refusal:
    """The words for a status."""
    if status == 400:
        return Refusal(_("This request cannot be read"), _("Please go back and try again."))
    if status == 403:
        return Refusal(
            _("This form came from another site"),
            _("For your safety only forms on this site itself are taken. Please open the page here and try again."),
        )
    if status == 404:
        return Refusal(
            _("There is no such page"),
            _("The address may be mistyped, or the page was never public. The list of petitions may help."),
        )
    if status == 503:
        return Refusal(
            _("The site is full at the moment"),
            _("Nothing was lost and nothing was counted. Please try again in a minute."),
        )
    return Refusal(_("Something broke on our side"), _("It was not you. Please try again in a minute."))


def unknown() -> Refusal:
    """The words where nobody knows whether what was sent went through."""
    return Refusal(
        _("The site cannot answer at the moment"),
        _(
            "Perhaps it still went through: then it counts once, and nothing more is needed. "
            "If you are not sure, try again in a minute; doing it twice changes nothing."
        ),
    )


def refused(request: HttpRequest, status: int, words: Refusal | None = None) -> HttpResponse:
    """The page for this status; never kept by a cache."""
    context = {"refusal": words or words_for(status), "status": status}
    response = render(request, "pages/refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def paused(request: HttpRequest, reason: str) -> HttpResponse:
    """The page that says that no new signatures are taken now, and why, in the staff's words."""
    text = _("%(reason)s Nothing was signed. Links and codes of letters that you have work as ever.")
    words = Refusal(_("New signatures are paused"), text % {"reason": sentence(reason)})
    response = refused(request, 503, words)
    response["Retry-After"] = str(PAUSED_RETRY_AFTER_SECONDS)
    return response


def paused_notice(off: Off | None) -> str:
    """What stands on a petition's page instead of its form, or nothing while signing is on."""
    if off is None:
        return ""
    text = _("New signatures are paused. %(reason)s Links and codes of letters that you have work as ever.")
    return text % {"reason": sentence(off.reason)}


def sentence(words: str) -> str:
    """The words with an end."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - passed by name
    """The page for what can't be read."""
    return refused(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - passed by name
    """The page for who may not."""
    words = Refusal(_("This page is not for you"), _("Please sign in as somebody who may see it."))
    return refused(request, 403, words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - passed by name
    """The page for what is not there."""
    return refused(request, 404)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """The page for a form of desk, start or staff whose token does not fit."""
    words = Refusal(
        _("This form has grown old"),
        _("Please open the page again and send the form once more. Cookies of this site must be allowed for it."),
    )
    return refused(request, 403, words)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is full, restarting or locked too long, or a full disk, is 503 and passes; all else is 500."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError) or (isinstance(fault, OSError) and fault.errno in FULL):
        response = _busy(request)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _bare(500)


def _busy(request: HttpRequest) -> HttpResponse:
    """The usual page, which asks the database nothing; the bare one should templates be broken as well."""
    try:
        return refused(request, 503)
    except Exception:
        return _bare(503)


def _bare(status: int) -> HttpResponse:
    """A page that needs no database, no template and no static file, since any of them may be what broke."""
    words = words_for(status)
    page = format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>{}</title><h1>{}</h1><p>{}</p></html>",
        get_language() or "en",
        words.title,
        words.title,
        words.text,
    )
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
