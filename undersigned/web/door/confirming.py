"""Confirming through the gather, by link and by code: the same action and page as web.public.confirming."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse

from undersigned.petitions.queries.marks import slug_of
from undersigned.signatures.actions.confirm import ByCode, ByLink
from undersigned.signatures.rules.bodies import FORM_TYPE, BodyRefused, FieldText, read_fields
from undersigned.web.door.answers import Answer
from undersigned.web.door.gathers import confirmations
from undersigned.web.door.kept import NEVER
from undersigned.web.door.lanes import Away, Full, Late
from undersigned.web.door.looking import look
from undersigned.web.door.moulds import Mould, Moulds, NotCast, cast, make_marks
from undersigned.web.door.pages import PAGES
from undersigned.web.door.refusing import busy
from undersigned.web.door.visits import Visit
from undersigned.web.door.worth import Number, Worth, worth_of
from undersigned.web.public.confirming import Thanked, thanks

LONGEST_BODY: Final = 4_096
FRESH_SECONDS: Final = 5.0
MOST_SECONDS: Final = 10.0
"""Of a page without a number: where a petition has none that answers everybody."""
UTF_8: Final = frozenset({"", "charset=utf-8"})


async def take_link(visit: Visit) -> Answer | None:
    """Somebody pressed the button of their letter's page; anything else that is sent there is Django's."""
    fields = _fields(visit, ("act",))
    if fields is None or "act" not in fields or fields["act"].typed != "confirm":
        return None
    return await _confirmed(visit, ByLink(visit.name))


async def take_code(visit: Visit) -> Answer | None:
    """Somebody typed six digits where they had signed."""
    fields = _fields(visit, ("handle", "code"))
    if fields is None or len(fields) != 2:
        return None
    return await _confirmed(visit, ByCode(fields["handle"].typed, fields["code"].typed))


async def _confirmed(visit: Visit, asked: ByLink | ByCode) -> Answer | None:
    """The thanks, or 503; None where Django is to answer, with `visit.outcome` where the asking is done."""
    try:
        confirmed, handed = await confirmations.ask(asked)
    except (Full, Away, Late) as fault:
        return busy(fault, language=visit.language, slug="", is_secure=visit.is_secure)
    except Exception:
        # One bad row, found among its batch: Django tries it alone and says what broke, with its own log.
        return None
    visit.outcome = (confirmed,)
    if confirmed is None or handed is None:
        return None
    try:
        mould = await moulds.get((visit.language, confirmed.petition_id))
    except NotCast:
        mould = None
    if mould is None:
        return None
    return mould.filled((confirmed.name, handed.promise, handed.ticket), is_secure=visit.is_secure)


def _fields(visit: Visit, names: tuple[str, ...]) -> dict[str, FieldText] | None:
    """The fields that are there, where Django would read the same; None for bytes and bodies out of the ordinary."""
    kind, _, charset = visit.content_type.partition(";")
    if kind.strip().lower() != FORM_TYPE or charset.strip().lower() not in UTF_8:
        return None
    try:
        fields = read_fields(visit.body, visit.content_type, names)
    except BodyRefused:
        return None
    return None if any(field.fault for field in fields.values()) else fields


def _cast(key: tuple[str, int]) -> Mould | None:
    language, petition_id = key
    number = _number(language, petition_id)
    marks = make_marks(3)
    thanked = Thanked(petition_id, name=marks[0], first_time=True, promise=marks[1], ticket=marks[2])

    def view(request: HttpRequest) -> HttpResponse:
        try:
            return thanks(request, thanked)
        except ObjectDoesNotExist:
            return HttpResponse(status=404)

    mould = cast(f"/{language}/confirm/code", view, marks)
    return replace(mould, number=number) if mould is not None else None


def _number(language: str, petition_id: int) -> Number | None:
    """What a page shows that is rendered now; asked before: what comes meanwhile makes it look older, never newer."""
    slug = slug_of(petition_id)
    mark = look([slug]).get(slug) if slug is not None else None
    if slug is None or mark is None:
        return None
    now = datetime.now(UTC)
    turns_at = mark.show_at.timestamp() if mark.show_at is not None and mark.show_at > now else NEVER
    return Number(f"/{language}/petitions/{slug}/".encode(), mark.stamp(now), turns_at)


def _worth(number: Number, age: float) -> Worth:
    return worth_of(number, age, PAGES.kept.entries.get(number.path))


moulds: Moulds[tuple[str, int]] = Moulds(_cast, fresh_seconds=FRESH_SECONDS, most_seconds=MOST_SECONDS, worth=_worth)
