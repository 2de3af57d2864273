"""The starter's petitions: the list, one of them, closing it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts.queries import Person
from undersigned.ledger.queries import shown_count, shown_counts
from undersigned.moderation.appeals import appealables, open_appeals
from undersigned.moderation.queries import decisions_about
from undersigned.moderation.rules import appeal_ends
from undersigned.petitions.actions.close import close as close_petition
from undersigned.petitions.queries.desk import own_petition, titles_of
from undersigned.petitions.queries.door import Row
from undersigned.petitions.queries.lists import petitions_of
from undersigned.petitions.queries.supporting import gathering_of, support_token
from undersigned.petitions.rules.states import PUBLIC, State, StepRefused
from undersigned.petitions.rules.supporters import SUPPORTABLE
from undersigned.signatures.queries import has_signatures
from undersigned.signatures.supporters import supporters_of
from undersigned.signatures.words import supporters_sentence
from undersigned.web.desk.door import signed_in
from undersigned.web.desk.editing import may_edit
from undersigned.web.visitors import DRAFT_COOKIE, moment


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One petition of the desk's list."""

    slug: str
    title: str
    language: str
    state: str
    count: int
    counted_at: datetime | None


@require_safe
@signed_in
def desk(request: HttpRequest, person: Person) -> HttpResponse:
    """My petitions, and the way on to the draft that this browser keeps; a draft is nobody's until it is handed in."""
    rows = petitions_of(person)
    titles = titles_of(rows)
    counts = shown_counts([row.pid for row in rows], moment())
    lines = [
        DeskLine(
            slug=row.slug,
            title=titles[row.pk],
            language=row.language,
            state=row.state,
            count=counts[row.pid].count,
            counted_at=counts[row.pid].counted_at,
        )
        for row in rows
    ]
    words = {
        "person": person,
        "lines": lines,
        "has_draft": bool(request.COOKIES.get(DRAFT_COOKIE)),
        "said": request.GET.get("said"),
        "nav": "desk",
    }
    return render(request, "pages/desk/desk.html", words)


@require_safe
@signed_in
def petition(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """One petition: where it stands, its number, its address, what can be done."""
    return petition_answer(request, person, own_petition(person, slug), {"said": request.GET.get("said")})


def petition_answer(
    request: HttpRequest, person: Person, row: Row, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page, with what was typed and what is wrong with it."""
    now, address = moment(), reverse("public:petition", args=[row.slug])
    words = {
        "person": person,
        "petition": row,
        "title": titles_of([row])[row.pk],
        "shown": shown_count(row.pid, now),
        "page": settings.UNDERSIGNED.site_url + address if row.state in PUBLIC else "",
        "may_edit": may_edit(row),
        **_supported(row),
        "may_close": row.state == State.PUBLISHED,
        "decisions": decisions_about(row.pk),
        "appealables": [(one, appeal_ends(one.kind, one.at)) for one in appealables(row, now)],
        "appeals": open_appeals(row.pk),
        **more,
    }
    request.here = reverse("desk:petition", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/desk/petition.html", words, status=status)


def _supported(row: Row) -> dict[str, Any]:
    """How its search for supporters stands, and the link to pass on while it lasts."""
    found = supporters_of(row) if row.state not in {State.DRAFT, State.UNCONFIRMED} else None
    if found is None:
        return {}
    link = reverse("public:support", args=[support_token(row)]) if row.state == State.GATHERING else ""
    return {
        "supporters": found,
        "how_far": supporters_sentence(found),
        "support_link": settings.UNDERSIGNED.site_url + link if link else "",
        "is_signed": row.state in SUPPORTABLE and has_signatures(row.pk),
        "gathering": gathering_of(row.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def close(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Asks once more, then closes; a petition that is not open goes back to its page."""
    row = own_petition(person, slug)
    back = reverse("desk:petition", args=[row.slug])
    if row.state != State.PUBLISHED:
        return HttpResponseRedirect(back)
    if request.method != "POST":
        words = {"person": person, "petition": row, "title": titles_of([row])[row.pk]}
        return render(request, "pages/desk/close.html", words)
    try:
        close_petition(petition_id=row.pk, now=moment())
    except StepRefused:
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(back + "?said=closed")
