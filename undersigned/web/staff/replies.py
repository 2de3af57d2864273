"""Replies of those who are named: what waits, who asks, and the three decisions.

The address is opened by a button, and each opening is written down.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES, NotAllowed, may_decide
from undersigned.reports.actions.accept_reply import accept_reply
from undersigned.reports.actions.open_address import open_address
from undersigned.reports.actions.refuse_reply import refuse_reply
from undersigned.reports.actions.take_back_reply import take_back_reply
from undersigned.reports.queries import ReplyLine, reply_counts, reply_line
from undersigned.reports.queries import replies as replies_in
from undersigned.reports.rules.replying import ReplyMoved, ReplyStands, ReplyState
from undersigned.reports.rules.reporting import STATEMENT_AT_MOST, StatementMissing, StatementTooLong
from undersigned.web.refusals import forbidden, not_found
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.reports import statement_fault
from undersigned.web.staff.typed import page_number
from undersigned.web.visitors import moment

LISTED: Final = (ReplyState.WAITING, ReplyState.ACCEPTED, ReplyState.REFUSED, ReplyState.TAKEN_BACK)
Decide = Callable[[UUID, str, Person], None]


@require_safe
@staff_only(*STAFF_ROLES)
def replies(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits, the oldest first; with `?state=` what was decided."""
    state = request.GET.get("state", "")
    state = state if state in set(LISTED) else ReplyState.WAITING.value
    counts, names = reply_counts(), _state_names()
    words = {
        "person": person,
        "nav": "replies",
        "state": state,
        "states": [(listed.value, names[listed], counts.get(listed.value, 0)) for listed in LISTED],
        "page": replies_in(state, page_number(request.GET.get("page", ""))),
        "query": f"state={state}&",
        "said": request.GET.get("said"),
        "now": moment(),
    }
    return render(request, "pages/staff/replies.html", words)


def _state_names() -> dict[ReplyState, str]:
    return {
        ReplyState.WAITING: _("Waiting"),
        ReplyState.ACCEPTED: _("Standing"),
        ReplyState.REFUSED: _("Refused"),
        ReplyState.TAKEN_BACK: _("Taken back"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*STAFF_ROLES)
def reply(request: HttpRequest, person: Person, reply_id: UUID) -> HttpResponse:
    """One reply; by POST see its address (act=open), or decide (accept, refuse, take_back) with words."""
    line = reply_line(reply_id)
    if line is None:
        return not_found(request)
    wanted = request.POST.get("act", "") if request.method == "POST" else ""
    if wanted and not may_decide(person.role):
        return forbidden(request)
    if wanted == "open":
        return _page(request, person, line, email=open_address(reply_id=reply_id, by=person, now=moment()))
    decide = DECISIONS.get(wanted)
    return _decided(request, person, line, wanted, decide) if decide else _page(request, person, line)


def _decided(request: HttpRequest, person: Person, line: ReplyLine, wanted: str, decide: Decide) -> HttpResponse:
    words = request.POST.get("words", "")
    try:
        decide(line.id, words, person)
    except NotAllowed:
        return forbidden(request)
    except (StatementMissing, StatementTooLong) as fault:
        said = _("Please say how you made sure who it is: the audit trail keeps it.")
        said = said if wanted == "accept" and isinstance(fault, StatementMissing) else statement_fault(fault)
        more = {"typed": {wanted: words}, "errors": {wanted: said}, "faults": [(f"words-{wanted}", said)]}
        return _page(request, person, line, 422, **more)
    except (ReplyMoved, ReplyStands) as fault:
        now_line = reply_line(line.id) or line
        return _page(request, person, now_line, 409, typed={wanted: words}, conflict=_conflict(fault))
    return HttpResponseRedirect(reverse("staff:replies") + f"?said={wanted}")


def _conflict(fault: Exception) -> str:
    if isinstance(fault, ReplyStands):
        return _("A reply in this name stands beside the petition already; each body has one.")
    return _("Somebody decided about this reply meanwhile; nothing was changed.")


def _page(request: HttpRequest, person: Person, line: ReplyLine, status: int = 200, **more: Any) -> HttpResponse:
    words = {
        "person": person,
        "nav": "replies",
        "reply": line,
        "state_name": _state_names().get(ReplyState(line.state), line.state),
        "may_decide": may_decide(person.role),
        "longest": STATEMENT_AT_MOST,
        **more,
    }
    request.here = reverse("staff:reply", args=[line.id])  # type: ignore[attr-defined]
    return render(request, "pages/staff/reply.html", words, status=status)


def _accept(reply_id: UUID, words: str, person: Person) -> None:
    accept_reply(reply_id=reply_id, checked=words, by=person, now=moment())


def _refuse(reply_id: UUID, words: str, person: Person) -> None:
    refuse_reply(reply_id=reply_id, words=words, by=person, now=moment())


def _take_back(reply_id: UUID, words: str, person: Person) -> None:
    take_back_reply(reply_id=reply_id, words=words, by=person, now=moment())


DECISIONS: Final[dict[str, Decide]] = {"accept": _accept, "refuse": _refuse, "take_back": _take_back}
