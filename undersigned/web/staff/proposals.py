"""What takes two people of the staff: what waits for a second one, and what became of the rest."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.cancel_proposal import cancel_proposal
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.queries import Person, Proposed, account_by_id, name_of, past_proposals, waiting_proposals
from undersigned.accounts.rules import (
    PROPOSAL_LIVES,
    ROLES_OF,
    STAFF_ROLES,
    ActImpossible,
    NotAllowed,
    ProposalOver,
    ReasonMissing,
    Role,
    SamePerson,
    Standing,
    TwoPersonAct,
)
from undersigned.accounts.words import act_words, role_words, standing_words
from undersigned.moderation.words import rule_of
from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.petitions.rules.states import State
from undersigned.signatures.rules.exporting import Purpose
from undersigned.signatures.words import purpose_words
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.queue import petition_answer
from undersigned.web.staff.typed import number_of, reason_missing
from undersigned.web.visitors import moment


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal as the page shows it."""

    pk: int
    act: str
    about: str
    href: str
    reason: str
    by: str
    at: datetime
    standing: str
    is_waiting: bool
    decided_by: str
    decided_at: datetime | None
    due_at: datetime | None
    over_at: datetime
    may_approve: bool
    may_cancel: bool


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*STAFF_ROLES)
def proposals(request: HttpRequest, person: Person) -> HttpResponse:
    """The list, the newest first; those who may approve or turn down have their buttons."""
    if request.method != "POST":
        return _page(request, person)
    meant, why = number_of(request.POST.get("proposal", "")), request.POST.get("why", "")
    try:
        if request.POST.get("act") == "approve":
            approve(proposal_id=meant, by=person, now=moment())
            return HttpResponseRedirect(reverse("staff:proposals") + "?said=approved")
        cancel_proposal(proposal_id=meant, reason=why, by=person, now=moment())
    except (NotAllowed, SamePerson):
        return forbidden(request)
    except ReasonMissing:
        return _page(request, person, [(f"why-{meant}", reason_missing())], status=422)
    except (ProposalOver, ActImpossible) as fault:
        return _page(request, person, conflict=_conflict(fault), status=409)
    return HttpResponseRedirect(reverse("staff:proposals") + "?said=cancelled")


@require_POST
@staff_only(*STAFF_ROLES)
def put_back(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Somebody proposes that a petition that was taken down is shown again."""
    row = petition_visible_to(person, slug)
    if row.state != State.TAKEN_DOWN or row.deleted_at is not None:
        said = _("The petition is not taken down; nothing was changed.")
        return petition_answer(request, person, slug, {"conflict": said}, status=409)
    typed = request.POST.get("reason", "")
    named = {"about": f"petition {row.pid}", "reason": typed}
    try:
        propose(act=TwoPersonAct.PUT_BACK, subject=row.pk, by=person, now=moment(), **named)
    except NotAllowed:
        return forbidden(request)
    except ReasonMissing:
        faults = [("reason", reason_missing())]
        more = {"back": typed, "faults": faults, "errors": dict(faults)}
        return petition_answer(request, person, slug, more, status=422)
    return HttpResponseRedirect(reverse("staff:proposals") + "?said=proposed")


def _page(
    request: HttpRequest,
    person: Person,
    faults: list[tuple[str, str]] | None = None,
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    past, total = past_proposals()
    words = {
        "person": person,
        "nav": "house",
        "waiting": [_line(row, person) for row in waiting_proposals()],
        "past": [_line(row, person) for row in past],
        "total": total,
        "faults": faults or [],
        "errors": dict(faults or []),
        "conflict": conflict,
        "said": request.GET.get("said"),
        "now": moment(),
    }
    request.here = reverse("staff:proposals")  # type: ignore[attr-defined]
    return render(request, "pages/staff/proposals.html", words, status=status)


def _line(row: Proposed, person: Person) -> Line:
    about, href = _about(row)
    is_partner = person.role in ROLES_OF[TwoPersonAct(row.act)]
    is_theirs = row.proposed_by_id == person.pk
    is_waiting = row.standing == Standing.WAITING
    return Line(
        pk=row.pk,
        act=act_words(row.act),
        about=about,
        href=href,
        reason=row.reason,
        by=name_of(row.proposed_by),
        at=row.proposed_at,
        standing=standing_words(row.standing),
        is_waiting=is_waiting,
        decided_by=name_of(row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        due_at=row.due_at,
        over_at=row.proposed_at + PROPOSAL_LIVES,
        may_approve=is_waiting and is_partner and not is_theirs,
        may_cancel=is_waiting and (is_partner or is_theirs or person.role == Role.ADMINISTRATOR),
    )


def _about(row: Proposed) -> tuple[str, str]:
    """Whom or what it is about, in words, and where that can be looked at."""
    if row.act == TwoPersonAct.GRANT_ROLE:
        account = account_by_id(row.subject)
        return f"{role_words(row.detail)} · {name_of(account) if account else row.about}", ""
    petition = petition_by_id(row.subject)
    if petition is None:
        return row.about, ""
    title, more = titles_of([petition])[petition.pk] or petition.slug, _detail(row)
    named = f"{title} · {more}" if more else title
    return named, reverse("staff:petition", args=[petition.slug])


def _detail(row: Proposed) -> str:
    """For which reason, or for what."""
    if row.act == TwoPersonAct.DELETE_PETITION:
        rule = rule_of(row.detail)
        return str(rule.name) if rule else ""
    return purpose_words(Purpose(row.detail))[0] if row.act == TwoPersonAct.EXPORT else ""


def _conflict(fault: Exception) -> str:
    if isinstance(fault, ProposalOver):
        return _("It was decided or is over meanwhile; nothing was changed.")
    return _("This can't be done as things stand now; nothing was changed. It goes on waiting.")
