"""How long a person of the staff stays signed in, and whether this browser has shown a second factor."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from undersigned.accounts.actions.begin_staff_session import begin_staff_session
from undersigned.accounts.actions.visit_staff_session import visit_staff_session
from undersigned.accounts.queries import Person, StayedSession

KEPT: Final = "staff"
"""Where the browser's session keeps the id of its row."""
PROGRESS: Final = "progress"
"""What a script of an open page asks with, again and again: nobody need be there, so it is no visit."""
REMEMBERED: Final = "_staff_session"
BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def begin_session(request: HttpRequest, person: Person, now: datetime) -> StayedSession | None:
    """The browser has a row of its own from now on; the second factor is still to be shown."""
    browser = browser_words(request.headers.get("User-Agent", ""))
    begun = begin_staff_session(account_id=person.pk, browser=browser, now=now)
    request.session[KEPT] = str(begun)
    return _look(request, person, now)


def staff_session(request: HttpRequest, person: Person, now: datetime) -> StayedSession | None:
    """The row of this browser, seen now; None where it was ended, was idle for half an hour or is twelve hours old.

    Who was given a role while signed in gets a row here.
    """
    if REMEMBERED in request.META:
        known: StayedSession | None = request.META[REMEMBERED]
        return known
    if KEPT not in request.session:
        return begin_session(request, person, now)
    return _look(request, person, now)


def is_proven(request: HttpRequest, person: Person, now: datetime) -> bool:
    """Whether a second factor was shown in this browser, or this is a demonstration's open account."""
    if settings.UNDERSIGNED.demo and person.is_factor_exempt:
        return True
    row = staff_session(request, person, now)
    return row is not None and row.proven_at is not None


def browser_words(agent: str) -> str:
    """Browser and system in two words that a person knows again; nothing finer is kept."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(word for word in (browser, system) if word)


def _look(request: HttpRequest, person: Person, now: datetime) -> StayedSession | None:
    kept = UUID(request.session[KEPT])
    is_visit = PROGRESS not in request.GET
    found = visit_staff_session(account_id=person.pk, session_id=kept, is_visit=is_visit, now=now)
    request.META[REMEMBERED] = found
    return found
