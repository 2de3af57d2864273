"""What the staff turn off and on while the site runs, without a deploy."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES, TURNING_ROLES, actor
from undersigned.switches.actions.turn_off import turn_off
from undersigned.switches.actions.turn_on import turn_on
from undersigned.switches.queries import Off, turned_off
from undersigned.switches.rules import LONGEST_REASON, ReasonMissing, Switch
from undersigned.web.refusals import forbidden, not_found
from undersigned.web.staff.door import staff_only
from undersigned.web.visitors import moment


@dataclass(frozen=True, slots=True)
class ShownSwitch:
    """One switch on the page."""

    name: str
    title: str
    effect: str
    off: Off | None
    typed: str = ""
    error: str = ""


@require_safe
@staff_only(*STAFF_ROLES)
def switches(request: HttpRequest, person: Person) -> HttpResponse:
    """All switches, each with its form for those who may turn it."""
    return _page(request, person)


@require_POST
@staff_only(*STAFF_ROLES)
def turn(request: HttpRequest, person: Person, name: str) -> HttpResponse:
    """Off with words, or on again; every process knows within two seconds."""
    if name not in set(Switch):
        return not_found(request)
    if person.role not in TURNING_ROLES:
        return forbidden(request)
    if request.POST.get("turn") == "on":
        turn_on(switch=Switch(name), actor=actor(person.pk), now=moment())
        return HttpResponseRedirect(reverse("staff:switches"))
    reason = request.POST.get("reason", "")
    try:
        turn_off(switch=Switch(name), reason=reason, actor=actor(person.pk), now=moment())
    except ReasonMissing:
        return _page(request, person, faulty=name, status=422)
    return HttpResponseRedirect(reverse("staff:switches"))


def _page(request: HttpRequest, person: Person, *, faulty: str = "", status: int = 200) -> HttpResponse:
    missing = _("Please write why, in a sentence that can be shown.")
    off = turned_off()
    shown = [
        ShownSwitch(switch.value, title, effect, off.get(switch), error=missing if switch == faulty else "")
        for switch, (title, effect) in _words().items()
    ]
    words = {
        "person": person,
        "nav": "house",
        "switches": shown,
        "may_turn": person.role in TURNING_ROLES,
        "longest": LONGEST_REASON,
        "now": moment(),
    }
    return render(request, "pages/staff/switches.html", words, status=status)


def _words() -> dict[Switch, tuple[str, str]]:
    """Name of each switch, and what happens while it is off."""
    return {
        Switch.SIGNING: (
            _("New signatures"),
            _("While this is off, whoever signs is told so with your words. Confirming goes on."),
        ),
        Switch.CHARTS: (_("Charts"), _("While this is off, the page about counting draws no history.")),
        Switch.SIMILAR: (
            _("Similar petitions"),
            _("While this is off, nobody who starts a petition is shown others like it."),
        ),
        Switch.STARTER_MAIL: (
            _("Letters to starters"),
            _("While this is off, letters about decisions wait; letters to signers leave."),
        ),
    }
