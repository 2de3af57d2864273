"""Reports: the petitions that have open ones, and one petition's with the two ways to answer them.

What reporters wrote is opened by a button, and each opening is written down. Their addresses are never shown.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES, NotAllowed, may_decide
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.reports.actions.act import act as act_on
from undersigned.reports.actions.leave import leave
from undersigned.reports.actions.open_words import open_words
from undersigned.reports.actions.set_threshold import set_threshold
from undersigned.reports.queries import PAGE_SIZE, decision_since_reported, reported, reported_one, settlements_of
from undersigned.reports.queries import urgent_from as present_threshold
from undersigned.reports.rules.reporting import (
    STATEMENT_AT_MOST,
    URGENT_AT_MOST,
    AlreadySettled,
    NothingDecided,
    StatementMissing,
    StatementTooLong,
    ThresholdRefused,
)
from undersigned.reports.words import reasons
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.typed import number_of, page_number
from undersigned.web.visitors import moment

Answer = Callable[[int, int, str, Person], object]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*STAFF_ROLES)
def reports(request: HttpRequest, person: Person) -> HttpResponse:
    """Petitions with open reports, the urgent ones first; by POST the number from which on they are urgent."""
    if request.method != "POST":
        return _list(request, person)
    try:
        set_threshold(urgent_from=number_of(request.POST.get("urgent_from", "")), by=person, now=moment())
    except NotAllowed:
        return forbidden(request)
    except ThresholdRefused:
        said = _("Please type a number from 1 to {most}.").format(most=URGENT_AT_MOST)
        return _list(request, person, 422, errors={"urgent_from": said}, faults=[("urgent_from", said)])
    return HttpResponseRedirect(reverse("staff:reports"))


def _list(request: HttpRequest, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    words = {
        "person": person,
        "nav": "reports",
        "page": reported(page_number(request.GET.get("page", ""))),
        "reason_words": reasons(),
        "urgent_from": present_threshold(),
        "typed": request.POST.get("urgent_from"),
        "may_decide": may_decide(person.role),
        "said": request.GET.get("said"),
        "now": moment(),
        **more,
    }
    return render(request, "pages/staff/reports.html", words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*STAFF_ROLES)
def reports_of(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The open reports of one petition; by POST read them (act=open) or answer them (act=leave, act=acted)."""
    wanted = request.POST.get("act", "") if request.method == "POST" else ""
    if wanted == "open":
        return _opened(request, person, slug)
    answer = ANSWERS.get(wanted)
    return _settled(request, person, slug, wanted, answer) if answer else _page(request, person, slug)


def _opened(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    row = petition_visible_to(person, slug)
    number = page_number(request.POST.get("page", ""))
    try:
        found = open_words(petition_id=row.pk, number=number, by=person, now=moment())
    except NotAllowed:
        return forbidden(request)
    return _page(request, person, slug, opened=found, opened_page=number)


def _settled(request: HttpRequest, person: Person, slug: str, wanted: str, answer: Answer) -> HttpResponse:
    row, words = petition_visible_to(person, slug), request.POST.get("words", "")
    try:
        answer(row.pk, number_of(request.POST.get("until", "")), words, person)
    except NotAllowed:
        return forbidden(request)
    except (StatementMissing, StatementTooLong) as fault:
        said = statement_fault(fault)
        more = {"typed": {wanted: words}, "errors": {wanted: said}, "faults": [(f"words-{wanted}", said)]}
        return _page(request, person, slug, 422, **more)
    except (AlreadySettled, NothingDecided) as fault:
        return _page(request, person, slug, 409, typed={wanted: words}, conflict=_conflict(fault))
    return HttpResponseRedirect(reverse("staff:reports") + f"?said={wanted}")


def _page(request: HttpRequest, person: Person, slug: str, status: int = 200, **more: Any) -> HttpResponse:
    row = petition_visible_to(person, slug)
    line = reported_one(row)
    words = {
        "person": person,
        "nav": "reports",
        "row": row,
        "title": titles_of([row])[row.pk],
        "line": line,
        "reason_words": reasons(),
        "decision": decision_since_reported(row.pk, line.newest_id) if line else None,
        "before": settlements_of(row.pk),
        "opened_pages": 1 if line is None else -(-line.number // PAGE_SIZE),
        "may_decide": may_decide(person.role),
        "longest": STATEMENT_AT_MOST,
        "now": moment(),
        **more,
    }
    request.here = reverse("staff:reports_of", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/reports_of.html", words, status=status)


def statement_fault(fault: Exception) -> str:
    """What is wrong with a statement of reasons."""
    if isinstance(fault, StatementMissing):
        return _("Please say why: these words are mailed, and nothing happens without them.")
    return _("These are too many words: at most {count} characters.").format(count=STATEMENT_AT_MOST)


def _conflict(fault: Exception) -> str:
    if isinstance(fault, NothingDecided):
        return _("Nothing was decided against it since it was reported. Please decide first, then say so here.")
    return _("Somebody answered these reports meanwhile; nothing was changed.")


def _leave(petition_id: int, until: int, words: str, person: Person) -> object:
    return leave(petition_id=petition_id, until=until, words=words, by=person, now=moment())


def _act(petition_id: int, until: int, words: str, person: Person) -> object:
    return act_on(petition_id=petition_id, until=until, words=words, by=person, now=moment())


ANSWERS: Final[dict[str, Answer]] = {"leave": _leave, "acted": _act}
