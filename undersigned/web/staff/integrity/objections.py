"""What signers say to the removal of their signatures, and the answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.integrity.actions.decide_objection import decide_objection
from undersigned.integrity.actions.read_objections import read_objections
from undersigned.integrity.queries import CampaignNotFound, waiting_objections
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES, SEALED, NotNow, Outcome, WordsRefused
from undersigned.web.refusals import not_found
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import sealed_words, words_fault
from undersigned.web.staff.typed import number_of
from undersigned.web.visitors import moment


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*CAMPAIGN_ROLES)
def objections(request: HttpRequest, person: Person) -> HttpResponse:
    """Those that wait; opening them is written down. By POST one is accepted or declined with an answer."""
    number = number_of(request.POST.get("objection", "")) if request.method == "POST" else 0
    if not number:
        return _page(request, person)
    outcome = Outcome.ACCEPTED if request.POST.get("act") == "accept" else Outcome.DECLINED
    answer = request.POST.get("answer", "")
    try:
        decide_objection(objection=number, outcome=outcome, answer=answer, by=person, now=moment())
    except WordsRefused:
        faults = [(f"answer-{number}", words_fault())]
        return _page(request, person, 422, faults=faults, faulty=number, typed=answer)
    except NotNow as fault:
        sealed = [(f"answer-{number}", sealed_words())] if fault.stage == SEALED else []
        more = {"faults": sealed, "faulty": number, "typed": answer} if sealed else {"conflict": True}
        return _page(request, person, 409, **more)
    except CampaignNotFound:
        return not_found(request)
    return HttpResponseRedirect(reverse("staff:objections") + f"?said={outcome.value}")


def _page(request: HttpRequest, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    now = moment()
    words = {
        "person": person,
        "nav": "integrity",
        "lines": read_objections(by=person, now=now),
        "total": waiting_objections(),
        "said": request.GET.get("said"),
        "now": now,
        **more,
    }
    request.here = reverse("staff:objections")  # type: ignore[attr-defined]
    return render(request, "pages/staff/integrity/objections.html", words, status=status)
