"""One's own access: second factors, recovery codes, and the browsers in which one is signed in."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.actions.end_staff_sessions import end_staff_sessions
from undersigned.accounts.actions.remove_factor import remove_factor
from undersigned.accounts.queries import Person, factors_of, recovery_codes_left, sessions_of
from undersigned.accounts.rules import STAFF_ROLES, FactorRefused, actor
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.factor import codes_page
from undersigned.web.staff.typed import number_of
from undersigned.web.staying import staff_session
from undersigned.web.visitors import moment

Act = Callable[[HttpRequest, Person], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*STAFF_ROLES, own=True)
def own(request: HttpRequest, person: Person) -> HttpResponse:
    """What opens this account, and where it is open; each with its button."""
    act = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    return _page(request, person) if act is None else act(request, person)


def _page(request: HttpRequest, person: Person, *, conflict: str = "", status: int = 200) -> HttpResponse:
    now = moment()
    here = staff_session(request, person, moment())
    words = {
        "person": person,
        "nav": "own",
        "said": request.GET.get("said"),
        "conflict": conflict,
        "factors": factors_of(person.pk),
        "codes_left": recovery_codes_left(person.pk),
        "sessions": sessions_of(person.pk, now),
        "here": None if here is None else here.pk,
        "now": now,
    }
    return render(request, "pages/staff/own.html", words, status=status)


def _remove(request: HttpRequest, person: Person) -> HttpResponse:
    typed = request.POST.get("factor", "")
    try:
        remove_factor(account_id=person.pk, factor_id=number_of(typed), now=moment())
    except FactorRefused:
        words = _("This is your last second factor. Set another one up first: nobody comes in without one.")
        return _page(request, person, conflict=words, status=409)
    return _back("removed")


def _codes(request: HttpRequest, person: Person) -> HttpResponse:
    return codes_page(request, person)


def _end(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        meant = UUID(request.POST.get("session", ""))
    except ValueError:
        return _back("nothing")
    ended = end_staff_sessions(account_id=person.pk, only=meant, by=actor(person.pk), now=moment())
    return _back("ended" if ended else "nothing")


def _end_others(request: HttpRequest, person: Person) -> HttpResponse:
    here = staff_session(request, person, moment())
    ended = end_staff_sessions(
        account_id=person.pk, but=None if here is None else here.pk, by=actor(person.pk), now=moment()
    )
    return _back("ended" if ended else "nothing")


def _back(said: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:own") + f"?said={said}")


ACTS: Final[dict[str, Act]] = {"remove": _remove, "codes": _codes, "end": _end, "end_others": _end_others}
