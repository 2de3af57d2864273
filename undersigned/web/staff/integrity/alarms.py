"""Alarms: what rings, and the forms that ring one by hand and end one."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import actor
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.petitions.queries.desk import pid_at, titles_at
from undersigned.petitions.queries.door import petition_typed
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.actions.end_alarm import end_alarm
from undersigned.signatures.actions.ring_alarm import ring_alarm
from undersigned.signatures.alarms import ringing
from undersigned.signatures.rules.alarms import WORDS_AT_MOST, AlarmRefused
from undersigned.signatures.screening.board import SITE
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import fault_words
from undersigned.web.staff.typed import number_of
from undersigned.web.visitors import moment

HOURS: Final = (1, 3, 6, 12, 24, 72, 168)
WHOLE_SITE: Final = "the whole site"
"""As the audit trail names it."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*CAMPAIGN_ROLES)
def alarms(request: HttpRequest, person: Person) -> HttpResponse:
    """What rings; by POST act=ring rings one until its end, act=end ends one. Both with words."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "ring":
        return _ring(request, person)
    return _end(request, person) if act == "end" else _page(request, person)


def _ring(request: HttpRequest, person: Person) -> HttpResponse:
    typed, hours, now = request.POST.get("petition", "").strip(), number_of(request.POST.get("hours", "")), moment()
    faults = []
    subject, about = SITE, WHOLE_SITE
    if typed:
        try:
            row = petition_typed(typed)
            subject, about = row.pk, f"petition {row.pid}"
        except PetitionNotFound:
            faults.append(("petition", fault_words("unknown_petition")))
    if hours not in HOURS:
        faults.append(("hours", fault_words("not_a_choice")))
    if not faults:
        words, by, ends_at = request.POST.get("words", ""), actor(person.pk), now + timedelta(hours=hours)
        try:
            ring_alarm(subject=subject, about=about, ends_at=ends_at, words=words, actor=by, now=now)
            return HttpResponseRedirect(reverse("staff:alarms") + "?said=rings")
        except AlarmRefused:
            faults.append(("words", _words_fault()))
    return _page(request, person, 422, faults=faults, errors=dict(faults))


def _end(request: HttpRequest, person: Person) -> HttpResponse:
    typed = request.POST.get("alarm", "")
    found = next((one for one in ringing(moment()) if str(one.subject) == typed), None)
    if found is None:
        return _page(request, person, 409, conflict=True)
    about = f"petition {pid_at(found.slug)}" if found.slug else WHOLE_SITE
    words, by = request.POST.get("why", ""), actor(person.pk)
    try:
        end_alarm(subject=found.subject, about=about, words=words, actor=by, now=moment())
    except AlarmRefused:
        faults = [(f"why-{typed}", _words_fault())]
        return _page(request, person, 422, faults=faults, faulty=found.subject)
    return HttpResponseRedirect(reverse("staff:alarms") + "?said=ended")


def _words_fault() -> str:
    return _("Please say why, in at most {count} characters: it stands in the audit trail.").format(count=WORDS_AT_MOST)


def _page(request: HttpRequest, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    now = moment()
    found = ringing(now)
    titles = titles_at(one.slug for one in found)
    words = {
        "person": person,
        "nav": "integrity",
        "lines": [(one, *titles.get(one.slug, (one.slug, ""))) for one in found],
        "hours": [(str(hours), _how_long(hours)) for hours in HOURS],
        "typed": {name: request.POST.get(name, "") for name in ("petition", "hours", "words")},
        "longest": WORDS_AT_MOST,
        "said": request.GET.get("said"),
        "now": now,
        **more,
    }
    request.here = reverse("staff:alarms")  # type: ignore[attr-defined]
    return render(request, "pages/staff/integrity/alarms.html", words, status=status)


def _how_long(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if days and not rest:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
