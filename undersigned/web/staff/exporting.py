"""Files of those who agreed to be handed on: asked for, approved by another person, taken by who asked, destroyed.

A file travels as the answer to a form and never has an address of its own.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.actions.propose import propose
from undersigned.accounts.queries import Person, name_of
from undersigned.accounts.rules import (
    EXPORTING_ROLES,
    REASON_AT_MOST,
    NotAllowed,
    ReasonMissing,
    TwoPersonAct,
    actor,
    checked_reason,
)
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.queries.door import Row, petition_visible_to
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.actions.destroy_export import destroy_export
from undersigned.signatures.actions.take_export import take_export
from undersigned.signatures.exports import ExportRow, File, covered_numbers, export_in, exports_of
from undersigned.signatures.rules.exporting import ExportGone, Purpose
from undersigned.signatures.words import purpose_words
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.typed import reason_missing
from undersigned.web.visitors import moment

Act = Callable[[HttpRequest, Person, Row], HttpResponseBase]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*EXPORTING_ROLES)
def export(request: HttpRequest, person: Person, slug: str) -> Any:
    """The form and the files of the petition; PetitionNotFound where nothing was ever public or all of it is gone."""
    row = petition_visible_to(person, slug)
    if row.published_at is None or row.deleted_at is not None or row.sealed_at is not None:
        raise PetitionNotFound(slug)
    wanted = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    return wanted(request, person, row) if wanted else _page(request, person, row)


def _proposed(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    purpose, reason, faults = request.POST.get("purpose", ""), request.POST.get("reason", ""), []
    if purpose not in set(Purpose):
        faults.append(("purpose", _("Please choose what the file is for.")))
    try:
        reason = checked_reason(reason)
    except ReasonMissing:
        faults.append(("reason", reason_missing()))
    if faults:
        return _page(request, person, row, 422, faults=faults, errors=dict(faults))
    named = {"about": f"petition {row.pid}", "detail": purpose, "reason": reason}
    propose(act=TwoPersonAct.EXPORT, subject=row.pk, by=person, now=moment(), **named)
    return HttpResponseRedirect(reverse("staff:proposals") + "?said=proposed")


def _taken(request: HttpRequest, person: Person, row: Row) -> HttpResponseBase:
    meant = _meant(request, row)
    try:
        if meant is not None:
            return _download(request, take_export(export_id=meant, by=person, now=moment()))
    except NotAllowed:
        return forbidden(request)
    except ExportGone:
        pass
    return _page(request, person, row, 409, conflict=True)


def _download(request: HttpRequest, file: File) -> StreamingHttpResponse:
    """One part at a time is in memory; where the server is asynchronous the database is asked in its own thread."""
    parts = _aside(file.parts) if isinstance(request, ASGIRequest) else file.parts
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


async def _aside(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    def following() -> bytes:
        return next(parts, b"")

    while part := await sync_to_async(following)():
        yield part


def _destroyed(request: HttpRequest, person: Person, row: Row) -> HttpResponse:
    meant = _meant(request, row)
    if meant is None or not destroy_export(export_id=meant, by=actor(person.pk), now=moment()):
        return _page(request, person, row, 409, conflict=True)
    return HttpResponseRedirect(reverse("staff:export", args=[row.slug]) + "?said=destroyed")


def _meant(request: HttpRequest, row: Row) -> UUID | None:
    return export_in(row.pk, request.POST.get("export", ""))


def _page(request: HttpRequest, person: Person, row: Row, status: int = 200, **more: Any) -> HttpResponse:
    numbers = covered_numbers(row.pk)
    words = {
        "person": person,
        "nav": "queue",
        "row": row,
        "title": titles_of([row])[row.pk],
        "purposes": [(one.value, *purpose_words(one, numbers[one])) for one in Purpose],
        "files": [
            (one, _purpose(one), name_of(one.asked_by), one.asked_by_id == person.pk) for one in exports_of(row.pk)
        ],
        "typed": {name: request.POST.get(name, "") for name in ("purpose", "reason")},
        "longest": REASON_AT_MOST,
        "said": request.GET.get("said"),
        "now": moment(),
        **more,
    }
    request.here = reverse("staff:export", args=[row.slug])  # type: ignore[attr-defined]
    return render(request, "pages/staff/export.html", words, status=status)


def _purpose(row: ExportRow) -> str:
    return purpose_words(Purpose(row.purpose), row.number)[0]


ACTS: Final[dict[str, Act]] = {"propose": _proposed, "take": _taken, "destroy": _destroyed}
