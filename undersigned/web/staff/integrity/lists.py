"""The allow and block lists: a line is tried out before it can be saved, and the audit trail knows what was tried."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import actor
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES, WordsRefused, checked_words
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.remove_entry import remove_entry
from undersigned.signatures.actions.try_entry import try_entry
from undersigned.signatures.rules.entries import Effect, EntryRefused, Subject
from undersigned.signatures.screening.counted import entries
from undersigned.signatures.screening.try_out import kept_value
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import fault_words, words_fault
from undersigned.web.visitors import moment

LONGEST_DAYS: Final = 3650
LONGEST_NOTE: Final = 500
SUBJECTS: Final[dict[str, str | Promise]] = {
    "network": _("Network"),
    "domain": _("Mail domain"),
    "address": _("Mailbox"),
    "country": _("Country"),
}
EFFECTS: Final[dict[str, str | Promise]] = {
    "allow": _("Let pass"),
    "hold": _("Hold until staff decide, 72 hours at most"),
    "refuse": _("Refuse without a word"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*CAMPAIGN_ROLES)
def lists(request: HttpRequest, person: Person) -> HttpResponse:
    """All lines, and the form: act=try says what a line would have met, act=add saves what was tried, act=remove."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "remove":
        return _remove(request, person)
    return _form(request, person, act) if act in {"try", "add"} else _page(request, person)


def _form(request: HttpRequest, person: Person, act: str) -> HttpResponse:
    typed = _typed(request)
    faults = _faults(typed)
    if faults:
        return _page(request, person, 422, faults=faults, errors=dict(faults))
    subject, effect = Subject(typed["subject"]), Effect(typed["effect"])
    tried = " ".join((subject, typed["value"]))
    if act == "try" or request.POST.get("tried") != tried:
        caught = try_entry(
            subject=subject, value=typed["value"], note=typed["note"], actor=actor(person.pk), now=moment()
        )
        return _page(request, person, caught=caught, tried=tried)
    ends_at = moment() + timedelta(days=int(typed["days"])) if typed["days"] else None
    add_entry(
        subject=subject,
        value=typed["value"],
        effect=effect,
        note=typed["note"],
        actor=actor(person.pk),
        ends_at=ends_at,
        now=moment(),
    )
    return HttpResponseRedirect(reverse("staff:lists") + "?said=added")


def _remove(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        note = checked_words(request.POST.get("why", ""))
    except WordsRefused:
        return _page(request, person, 422, faults=[("why", words_fault())], errors={})
    entry = request.POST.get("entry", "")
    known = {str(one.pk) for one in entries()}
    removed = entry in known and remove_entry(entry=int(entry), actor=actor(person.pk), note=note, now=moment())
    return HttpResponseRedirect(reverse("staff:lists") + f"?said={'removed' if removed else 'nothing'}")


def _typed(request: HttpRequest) -> dict[str, str]:
    names = ("subject", "value", "effect", "note", "days")
    return {name: request.POST.get(name, "").replace("\x00", "").strip() for name in names}


def _faults(typed: dict[str, str]) -> list[tuple[str, str]]:
    faults = [(name, fault_words("")) for name in ("subject", "effect") if typed[name] not in _choices(name)]
    if not faults:
        try:
            kept_value(Subject(typed["subject"]), typed["value"])
        except EntryRefused as refused:
            faults.append(("value", fault_words(refused.code)))
    if not typed["note"] or len(typed["note"]) > LONGEST_NOTE:
        faults.append(("note", words_fault()))
    days = typed["days"]
    if days and not (days.isascii() and days.isdigit() and len(days) < 5 and 1 <= int(days) <= LONGEST_DAYS):
        faults.append(("days", str(_("Please write a number of days, at most 3,650, or nothing."))))
    return faults


def _choices(name: str) -> dict[str, str | Promise]:
    return SUBJECTS if name == "subject" else EFFECTS


def _page(request: HttpRequest, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    words = {
        "person": person,
        "nav": "integrity",
        "lines": [(one, SUBJECTS[one.subject], EFFECTS[one.effect]) for one in entries()],
        "subjects": list(SUBJECTS.items()),
        "effects": list(EFFECTS.items()),
        "typed": _typed(request),
        "said": request.GET.get("said"),
        "now": moment(),
        **more,
    }
    request.here = reverse("staff:lists")  # type: ignore[attr-defined]
    return render(request, "pages/staff/integrity/lists.html", words, status=status)
