"""Who of the staff is there for what: the list, a role proposed, a role taken away; each with its reason."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.actions.withdraw_role import withdraw_role
from undersigned.accounts.queries import Person, factors_of, name_of, people_of_the_staff
from undersigned.accounts.rules import (
    REASON_AT_MOST,
    STAFF_ROLES,
    LastAdministrator,
    NotAllowed,
    ReasonMissing,
    Role,
    TwoPersonAct,
    actor,
    checked_reason,
)
from undersigned.accounts.words import role_hints
from undersigned.mail.addresses.rules import AddressRefused, parse_address
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.typed import number_of, reason_missing
from undersigned.web.visitors import moment

Faults = list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Role.ADMINISTRATOR)
def people(request: HttpRequest, person: Person) -> HttpResponse:
    """The list for administrators, with its forms."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    try:
        if act == "grant":
            return _grant(request, person)
        if act == "withdraw":
            return _withdraw(request, person)
    except NotAllowed:
        return forbidden(request)
    return _page(request, person)


def _page(request: HttpRequest, person: Person, faults: Faults | None = None, status: int = 200) -> HttpResponse:
    words: dict[str, Any] = {
        "person": person,
        "nav": "house",
        "people": [(one, name_of(one), bool(factors_of(one.pk)), f"why-{one.pk}") for one in people_of_the_staff()],
        "roles": role_hints(),
        "longest": REASON_AT_MOST,
        "faults": faults or [],
        "errors": dict(faults or []),
        "typed": {name: request.POST.get(name, "") for name in ("email", "role", "reason")},
        "said": request.GET.get("said"),
    }
    return render(request, "pages/staff/people.html", words, status=status)


def _grant(request: HttpRequest, person: Person) -> HttpResponse:
    role, reason, faults = request.POST.get("role", ""), request.POST.get("reason", ""), []
    try:
        email = parse_address(request.POST.get("email", ""))
    except AddressRefused:
        faults.append(("email", _("This is not an e-mail address that a letter can reach.")))
    if role not in STAFF_ROLES:
        faults.append(("role", _("Please choose a role.")))
    try:
        checked_reason(reason)
    except ReasonMissing:
        faults.append(("reason", reason_missing()))
    if faults:
        return _page(request, person, faults, status=422)
    now = moment()
    with transaction.atomic():
        account = ensure_account(email=email, now=now)
        named = {"about": actor(account.pk), "detail": role, "reason": reason}
        propose(act=TwoPersonAct.GRANT_ROLE, subject=account.pk, by=person, now=now, **named)
    return HttpResponseRedirect(reverse("staff:proposals") + "?said=proposed")


def _withdraw(request: HttpRequest, person: Person) -> HttpResponse:
    meant = number_of(request.POST.get("account", ""))
    try:
        withdraw_role(account_id=meant, reason=request.POST.get("why", ""), by=person, now=moment())
    except ReasonMissing:
        return _page(request, person, [(f"why-{meant}", reason_missing())], status=422)
    except LastAdministrator:
        said = _("This is the last administrator: give the role to somebody else first.")
        return _page(request, person, [(f"why-{meant}", said)], status=409)
    return HttpResponseRedirect(reverse("staff:people") + "?said=withdrawn")
