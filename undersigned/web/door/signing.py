"""Signing through the gather: the same parser, the same action and the same page as web.public.signing."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.rules.bodies import LIMIT_BYTES
from undersigned.signatures.rules.outcomes import Signed, SigningPaused
from undersigned.signatures.rules.requests import parse_signing
from undersigned.web.door.answers import Answer
from undersigned.web.door.gathers import signings
from undersigned.web.door.lanes import Away, Full, Late
from undersigned.web.door.moulds import Mould, Moulds, NotCast, cast, make_marks
from undersigned.web.door.refusing import busy, paused_answer
from undersigned.web.door.visits import Visit
from undersigned.web.public.signing import SignedShown, check_mail

LONGEST_BODY: Final = LIMIT_BYTES
FRESH_SECONDS: Final = 5.0
MOST_SECONDS: Final = 10.0


async def take_signing(visit: Visit) -> Answer | None:
    """The page that asks to check the mail, or 503; None where Django answers, who finds in `visit` what is done.

    An answer leaves after the commit of the transaction that holds the signature, never before.
    """
    form = parse_signing(
        visit.body, visit.content_type, slug=visit.name, language=visit.language, network=visit.network
    )
    request = form.request
    if request is None:
        return None
    try:
        mould = await moulds.get((visit.language, visit.name))
        if mould is None:
            return None
        outcome = await signings.ask(request)
    except (NotCast, Full, Away, Late) as fault:
        return busy(fault, language=visit.language, slug=visit.name, is_secure=visit.is_secure)
    except Exception:
        # One bad row, found among its batch: Django tries it alone and says what broke, with its own log.
        return None
    visit.outcome = (outcome,)
    if isinstance(outcome, SigningPaused):
        return paused_answer(outcome.reason, language=visit.language, slug=visit.name, is_secure=visit.is_secure)
    if not isinstance(outcome, Signed) or outcome.suggestion is not None:
        return None
    return mould.filled((form.values["email"].strip(), outcome.handle), is_secure=visit.is_secure)


def _cast(key: tuple[str, str]) -> Mould | None:
    language, slug = key
    marks = make_marks(2)
    shown = SignedShown(email=marks[0], handle=marks[1])

    def view(request: HttpRequest) -> HttpResponse:
        try:
            return check_mail(request, slug, shown)
        except PetitionNotFound:
            return HttpResponse(status=404)

    return cast(f"/{language}/petitions/{slug}/sign", view, marks)


moulds: Moulds[tuple[str, str]] = Moulds(_cast, fresh_seconds=FRESH_SECONDS, most_seconds=MOST_SECONDS)
