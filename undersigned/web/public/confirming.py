"""Confirming: what GET of a mailed link shows, and the two ways to say yes or no.

GET changes nothing, whoever calls it. Wrong, expired, locked and no-such look alike.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.petitions.queries.door import public_petition
from undersigned.petitions.queries.pages import page_of, petition_page
from undersigned.petitions.rules.pages import PetitionPage
from undersigned.petitions.rules.states import PUBLIC, PetitionNotFound
from undersigned.signatures.actions.confirm import confirm as confirm_by_link
from undersigned.signatures.actions.confirm import confirm_by_code
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.resend import resend as send_again
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.proofs import proofs_of, ticket_of
from undersigned.signatures.rules.outcomes import Confirmed, Standing
from undersigned.web.origin import own_forms_only
from undersigned.web.outcomes import done_already
from undersigned.web.public.answers import unkept
from undersigned.web.public.signing import check_mail_context
from undersigned.web.public.supporting import supporting_letter, thanks_supporter
from undersigned.web.visitors import moment, page_language


@dataclass(frozen=True, slots=True)
class Thanked:
    """Whom the page thanks, and what it hands out."""

    petition_id: int
    name: str = field(repr=False)
    first_time: bool
    promise: str
    """ "" where nothing stands any more."""
    ticket: str = field(repr=False)
    has_receipt: bool = False


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is about; by POST confirm it (act=confirm) or say that it was somebody else (act=refuse).

    A signature that stands already has its promise and receipt shown again (act=proofs).
    """
    if request.method == "POST" and request.POST.get("act") == "confirm":
        [confirmed] = done_already(request) or [confirm_by_link(token=token, now=moment())]
        return _thanks(request, confirmed)
    if request.method == "POST" and request.POST.get("act") == "refuse":
        return _refused(request, refuse(token=token, now=moment()))
    letter = letter_of(token, moment())
    if letter is not None and letter.is_ahead:
        return supporting_letter(request, letter)
    page = _page(letter.slug) if letter else None
    if letter is None or page is None:
        return unkept(render(request, "pages/no_letter.html", status=404))
    if request.POST.get("act") == "proofs" and letter.standing is Standing.CONFIRMED:
        # It stands: confirming it again changes nothing and tells which it is.
        return _thanks(request, confirm_by_link(token=token, now=moment()))
    return unkept(render(request, "pages/confirm.html", {"letter": letter, "page": page}))


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Confirm by the six digits, typed where one signed; the field is shown again when they do not fit (422)."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("public:petitions"))
    handle = request.POST.get("handle", "")
    [confirmed] = done_already(request) or [
        confirm_by_code(handle=handle, code=request.POST.get("code", ""), now=moment())
    ]
    if confirmed is not None:
        return _thanks(request, confirmed)
    fault = _(
        "This code confirms nothing. It may be mistyped, older than 30 minutes, or tried too often. "
        "The link in the letter still works."
    )
    return _check_mail_again(request, handle, {"fault": fault}, 422)


@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest) -> HttpResponse:
    """Nothing came? The letter goes out once more, within the caps; the answer is the same in every case."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("public:petitions"))
    handle = request.POST.get("handle", "")
    send_again(handle=handle, now=moment())
    return _check_mail_again(request, handle, {"resent": True}, 200)


def _check_mail_again(request: HttpRequest, handle: str, more: dict[str, object], status: int) -> HttpResponse:
    page = _page(request.POST.get("petition", ""))
    request.here = reverse("public:petition", args=[page.slug]) if page else reverse("public:petitions")  # type: ignore[attr-defined]
    return unkept(render(request, "pages/check_mail.html", check_mail_context(page, handle) | more, status=status))


def _refused(request: HttpRequest, is_done: bool) -> HttpResponse:
    if not is_done:
        return unkept(render(request, "pages/no_letter.html", status=404))
    return unkept(render(request, "pages/refused_signature.html"))


def _thanks(request: HttpRequest, confirmed: Confirmed | None) -> HttpResponse:
    """Thank you, or the neutral page for a link that leads nowhere."""
    if confirmed is None:
        return unkept(render(request, "pages/no_letter.html", status=404))
    if confirmed.is_support:
        return thanks_supporter(request, confirmed)
    proofs = proofs_of(confirmed.signature_id)
    thanked = Thanked(
        petition_id=confirmed.petition_id,
        name=confirmed.name,
        first_time=confirmed.first_time,
        promise=proofs.promise if proofs else "",
        has_receipt=proofs is not None and proofs.receipt != "",
        ticket=ticket_of(confirmed.signature_id),
    )
    return thanks(request, thanked)


def thanks(request: HttpRequest, thanked: Thanked) -> HttpResponse:
    """Thank you, or 404 where nothing of the petition is shown any more."""
    page = page_of(thanked.petition_id, page_language(), moment())
    if page.state not in PUBLIC:
        # Confirmed long ago, taken down since: nothing of its text is shown any more.
        return unkept(render(request, "pages/no_letter.html", status=404))
    here = reverse("public:petition", args=[page.slug])
    request.here = here  # type: ignore[attr-defined]
    context = {"page": page, "thanked": thanked, "address": settings.UNDERSIGNED.site_url + here}
    return unkept(render(request, "pages/thanks.html", context))


def _page(slug: str) -> PetitionPage | None:
    try:
        return petition_page(public_petition(slug), page_language(), moment())
    except PetitionNotFound:
        return None
