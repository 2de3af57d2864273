"""A petition is proposed to be deleted: what goes and what stays, a reason, and another person who approves."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.actions.propose import propose
from undersigned.accounts.queries import Person
from undersigned.accounts.rules import (
    DECIDING_ROLES,
    REASON_AT_MOST,
    NotAllowed,
    ReasonMissing,
    TwoPersonAct,
    checked_reason,
)
from undersigned.moderation.rules import DELETED_FOR
from undersigned.moderation.words import code_choices
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.queries.door import Row, petition_visible_to
from undersigned.petitions.rules.states import DELETABLE
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.typed import reason_missing
from undersigned.web.visitors import moment

Faults = list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*DECIDING_ROLES)
def delete(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The form; by POST it is proposed. What nobody has decided about yet, or is deleted, leads to its own page."""
    row = petition_visible_to(person, slug)
    if row.state not in DELETABLE or row.deleted_at is not None:
        return HttpResponseRedirect(reverse("staff:petition", args=[row.slug]))
    return _proposed(request, person, row) if request.method == "POST" else _page(request, person, row, [])


def _proposed(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    code, reason, faults = request.POST.get("code", ""), request.POST.get("reason", ""), []
    if code not in DELETED_FOR:
        faults.append(("code", _("Please choose a reason.")))
    try:
        reason = checked_reason(reason)
    except ReasonMissing:
        faults.append(("reason", reason_missing()))
    if faults:
        return _page(request, person, row, faults, 422)
    named = {"about": f"petition {row.pid}", "detail": code, "reason": reason}
    try:
        propose(act=TwoPersonAct.DELETE_PETITION, subject=row.pk, by=person, now=moment(), **named)
    except NotAllowed:
        return forbidden(request)
    return HttpResponseRedirect(reverse("staff:proposals") + "?said=proposed")


def _page(request: HttpRequest, person: Person, row: Row, faults: Faults, status: int = 200) -> HttpResponse:
    words: dict[str, Any] = {
        "person": person,
        "nav": "queue",
        "row": row,
        "title": titles_of([row])[row.pk],
        "codes": [(code, name) for code, name in code_choices() if code in DELETED_FOR],
        "typed": {name: request.POST.get(name, "") for name in ("code", "reason")},
        "faults": faults,
        "errors": dict(faults),
        "longest": REASON_AT_MOST,
    }
    request.here = reverse("staff:delete", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/delete.html", words, status=status)
