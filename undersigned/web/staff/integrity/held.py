"""Letters that screening holds, of one petition: released or refused with words."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import actor
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES, WordsRefused, checked_words
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.signatures.actions.look_at_held import look_at_held
from undersigned.signatures.actions.refuse_held import refuse_held
from undersigned.signatures.actions.release import release
from undersigned.signatures.rules.origins import MARK_BYTES
from undersigned.signatures.screening.counted import Held
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.integrity.words import held_words, words_fault
from undersigned.web.visitors import moment

SHOWN: Final = 100
NOWHERE: Final = bytes(MARK_BYTES)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*CAMPAIGN_ROLES)
def held(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The oldest first; what came from one network or one mail domain is told by a number, and named nowhere."""
    petition_visible_to(person, slug)
    if request.method != "POST":
        return _page(request, person, slug)
    ids = _chosen(request)
    try:
        note = checked_words(request.POST.get("words", ""))
    except WordsRefused:
        return _page(request, person, slug, 422, faults=[("words", words_fault())])
    if request.POST.get("act") == "refuse":
        done = refuse_held(rows=ids, actor=actor(person.pk), note=note, now=moment())
        return _done(slug, f"refused={done}")
    done = release(rows=ids, actor=actor(person.pk), note=note, now=moment())
    return _done(slug, f"released={done}")


def _page(request: HttpRequest, person: Person, slug: str, status: int = 200, **more: Any) -> HttpResponse:
    found = look_at_held(slug=slug, limit=SHOWN, actor=actor(person.pk), now=moment())
    words = {
        "person": person,
        "nav": "integrity",
        "slug": slug,
        "lines": [
            (one, held_words(one.reason), network, domain)
            for one, network, domain in zip(found, _numbered(found, 0), _numbered(found, 3), strict=True)
        ],
        "shown": SHOWN,
        "chosen": set(request.POST.getlist("row")),
        "typed": request.POST.get("words", ""),
        "errors": dict(more.get("faults", [])),
        "released": _number(request, "released"),
        "refused": _number(request, "refused"),
        "now": moment(),
        **more,
    }
    request.here = reverse("staff:held", args=[slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/integrity/held.html", words, status=status)


def _numbered(found: Sequence[Held], place: int) -> list[tuple[int, int] | None]:
    """For each the number of its group and how many are in it; None where it is alone or unknown. 1 is the largest."""
    marks = [one.origin[place * MARK_BYTES : (place + 1) * MARK_BYTES] for one in found]
    groups = Counter(mark for mark in marks if mark and mark != NOWHERE)
    order = {mark: number for number, (mark, _) in enumerate(groups.most_common(), 1)}
    return [(order[mark], groups[mark]) if groups[mark] > 1 else None for mark in marks]


def _chosen(request: HttpRequest) -> list[UUID]:
    chosen = []
    for typed in request.POST.getlist("row"):
        try:
            chosen.append(UUID(typed))
        except ValueError:
            continue
    return chosen


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None


def _done(slug: str, said: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:held", args=[slug]) + f"?{said}")
