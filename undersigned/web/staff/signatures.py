"""Single signatures of a petition: found by address, taken out with a reason, put back; and the aggregate.

Looking is written down like every act. Addresses travel in forms alone, never in an address of a page.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import REMOVING_ROLES, actor
from undersigned.mail.addresses.rules import AddressRefused, parse_address
from undersigned.petitions.actions.mark_sensitive import mark_sensitive
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.actions.look_up import look_up
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.restore import restore
from undersigned.signatures.actions.tally import tally
from undersigned.signatures.queries import signature_in
from undersigned.signatures.rules.outcomes import FoundSignature
from undersigned.signatures.rules.removing import WORDS_AT_MOST, Reason, RemovalRefused
from undersigned.signatures.rules.tallies import TallyRefused
from undersigned.signatures.tallies import newest_tally
from undersigned.signatures.words import REASONS
from undersigned.web.staff.door import staff_only
from undersigned.web.visitors import moment


class Row(Protocol):
    """What these pages know of a petition."""

    pk: int
    slug: str
    is_sensitive: bool


Act = Callable[[HttpRequest, Person, Row], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*REMOVING_ROLES)
def signatures(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The form that finds, what was found, and the acts on it; PetitionNotFound where nothing was ever published."""
    row = petition_visible_to(person, slug)
    if row.published_at is None or row.deleted_at is not None:
        raise PetitionNotFound(slug)
    wanted = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    return wanted(request, person, row) if wanted else _page(request, person, row)


def _page(request: HttpRequest, person: Person, row: Row, status: int = 200, **more: Any) -> HttpResponse:
    words = {
        "person": person,
        "row": row,
        "said": request.GET.get("said"),
        "typed": {name: request.POST.get(name, "") for name in ("email", "why", "signature", "reason", "words")},
        "reasons": [(reason.value, f"{reason.value}: {REASONS[reason.value]}") for reason in Reason],
        "tally": newest_tally(row.pk),
        **more,
    }
    request.here = reverse("staff:signatures", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/signatures.html", words, status=status)


def _find(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    email, why = request.POST.get("email", ""), request.POST.get("why", "").replace("\x00", "").strip()
    faults = []
    if not why or len(why) > WORDS_AT_MOST:
        faults.append(("why", _("Please say why you look: it is written down, and nobody looks without a reason.")))
    try:
        email = parse_address(email)
    except AddressRefused:
        faults.append(("email", _("This is not an e-mail address that a letter can reach.")))
    if faults:
        return _page(request, person, row, 422, faults=faults, errors=dict(faults))
    found = look_up(slug=row.slug, email=email, actor=actor(person.pk), reason=why, now=moment())
    return _page(request, person, row, found=found, looked=True)


def _remove(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    try:
        removed = remove(
            signature_ids=_meant(request, row),
            reason=request.POST.get("reason", ""),
            words=request.POST.get("words", ""),
            by=actor(person.pk),
            now=moment(),
        )
    except RemovalRefused:
        return _not_removed(request, person, row)
    return _done(row, "removed" if removed else "nothing")


def _not_removed(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    """What was found stands there still, with what was typed and the fault at its field.

    The form brings along what was looked for and why, so that this is one more reading that the trail holds.
    """
    fault = _("Please choose a reason. Your own words, if any, have at most {count} characters.")
    said = fault.format(count=WORDS_AT_MOST)
    found, meant = _find_again(request, person, row), request.POST.get("signature", "")
    place = next((number for number, one in enumerate(found, 1) if one.id == meant), None)
    field = f"reason-{place}" if place else "email"
    return _page(request, person, row, 422, found=found, faults=[(field, said)], errors={field: said}, fault=said)


def _find_again(request: HttpRequest, person: Person, row: Row) -> list[FoundSignature]:
    why = request.POST.get("why", "").replace("\x00", "").strip()[:WORDS_AT_MOST]
    try:
        email = parse_address(request.POST.get("email", ""))
    except AddressRefused:
        return []
    return look_up(slug=row.slug, email=email, actor=actor(person.pk), reason=why, now=moment()) if why else []


def _restore(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    words = request.POST.get("words", "")[:WORDS_AT_MOST]
    restored = restore(signature_ids=_meant(request, row), words=words, by=actor(person.pk), now=moment())
    return _done(row, "restored" if restored else "nothing")


def _tally(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    try:
        tally(petition_id=row.pk, by=actor(person.pk), now=moment())
    except TallyRefused as refused:
        return _page(request, person, row, 409, conflict=str(refused))
    return _done(row, "tallied")


def _mark(_request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    marked = mark_sensitive(petition_id=row.pk, by=actor(person.pk), now=moment())
    return _done(row, "sensitive" if marked else "nothing")


def _meant(request: HttpRequest, row: Row) -> list[UUID]:
    """The signature that the form names, if it is one of this petition."""
    found = signature_in(row.pk, request.POST.get("signature", ""))
    return [] if found is None else [found]


def _done(row: Row, said: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:signatures", args=[row.slug]) + f"?said={said}")


ACTS: Final[dict[str, Act]] = {
    "find": _find,
    "remove": _remove,
    "restore": _restore,
    "tally": _tally,
    "sensitive": _mark,
}
