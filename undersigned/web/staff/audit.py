"""The audit trail: searched by who, what, about what and when."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts.queries import AuditPage, Person, audit_people, audit_verbs, search_audit
from undersigned.accounts.rules import AUDITING_ROLES
from undersigned.accounts.verbs import verb_words
from undersigned.petitions.queries.desk import pid_at, titles_by_pid
from undersigned.petitions.rules.slugs import slug_typed
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.typed import page_number

Line: TypeAlias = tuple[Any, str, str, str]
"""An entry, who did it, and the address and title of the petition that it names."""
PETITION: Final = re.compile(r"\bpetition ([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
FIELDS = ("who", "verb", "about", "since", "until")


@require_safe
@staff_only(*AUDITING_ROLES)
def audit(request: HttpRequest, person: Person) -> HttpResponse:
    """Fifty entries a page, the newest first. What can't be understood as a day is left out of the search."""
    typed = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in FIELDS}
    since, until = _day(typed["since"]), _day(typed["until"])
    page = search_audit(
        who=typed["who"],
        verb=typed["verb"],
        about=typed["about"],
        pid=pid_at(slug_typed(typed["about"])),
        since=since,
        until=until + timedelta(days=1) if until else None,
        number=page_number(request.GET.get("page", "")),
    )
    words = {
        "person": person,
        "nav": "house",
        "page": page,
        "lines": _lines(page),
        "typed": typed,
        "people": audit_people(),
        "verbs": sorted(((verb, verb_words(verb)) for verb in audit_verbs()), key=lambda pair: pair[1]),
        "query": urlencode({name: value for name, value in typed.items() if value}),
        "is_searched": any(typed.values()),
    }
    return render(request, "pages/staff/audit.html", words)


def _lines(page: AuditPage) -> list[Line]:
    """Each entry with the petition that it names, if that is still there: its title is how people know it."""
    named = {entry.pk: PETITION.search(entry.object) for entry, _name in page.lines}
    titles = titles_by_pid(found[1] for found in named.values() if found)
    return [
        (entry, name, *titles.get(found[1] if (found := named[entry.pk]) else "", ("", "")))
        for entry, name in page.lines
    ]


def _day(typed: str) -> datetime | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    # The day after the last one is no day.
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if found < date.max else None
