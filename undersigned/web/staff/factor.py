"""The second factor: shown at each sign-in, and set up by who has none, who reaches nothing else before."""

import io
import json
from typing import Any, Final

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts.actions.add_passkey import add_passkey
from undersigned.accounts.actions.add_totp import add_totp
from undersigned.accounts.actions.make_recovery_codes import make_recovery_codes
from undersigned.accounts.actions.prove_factor import prove_factor, prove_factor_by_passkey
from undersigned.accounts.passkeys import Asked, ask_for_new, ask_for_one, has_passkeys
from undersigned.accounts.queries import Person, email_of, factors_of, offered_secret, opened_secret, passkeys_of
from undersigned.accounts.rules import LONGEST_NAME, FactorRefused
from undersigned.accounts.totp import provisioning_uri, written
from undersigned.web.refusals import not_found
from undersigned.web.staff.door import after_factor, staff_arriving, to_factor
from undersigned.web.staying import is_proven, staff_session
from undersigned.web.visitors import moment

OFFERED: Final = "offered_secret"
ASKED: Final = "asked_passkey"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_arriving
def factor(request: HttpRequest, person: Person) -> HttpResponse:
    """A code or a passkey opens the staff's pages in this browser; who has none is led to set one up."""
    if is_proven(request, person, moment()):
        return HttpResponseRedirect(after_factor(request.GET.get("next", "")))
    if not factors_of(person.pk):
        return HttpResponseRedirect(reverse("staff:set_up"))
    if request.method != "POST":
        return _proving_page(request, person)
    try:
        _prove(request, person)
    except FactorRefused:
        return _proving_page(request, person, is_wrong=True)
    # A new name of the session: one that was known before the second factor opens nothing now.
    request.session.cycle_key()
    return HttpResponseRedirect(after_factor(request.POST.get("next", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_arriving
def set_up(request: HttpRequest, person: Person) -> HttpResponse:
    """An app or a passkey is added; the first one brings recovery codes, shown once."""
    known = factors_of(person.pk)
    if known and not is_proven(request, person, moment()):
        return to_factor(request)
    if request.method != "POST":
        return _setting_page(request, person)
    try:
        _add(request, person)
    except FactorRefused:
        return _setting_page(request, person, is_wrong=True)
    if known:
        return HttpResponseRedirect(reverse("staff:own") + "?said=added")
    request.session.cycle_key()
    return codes_page(request, person)


@require_safe
@staff_arriving
def picture(request: HttpRequest, person: Person) -> HttpResponse:
    """The offered secret as a picture for an app's camera; 404 where none is offered to this browser."""
    if OFFERED not in request.session or (factors_of(person.pk) and not is_proven(request, person, moment())):
        return not_found(request)
    secret = opened_secret(person.pk, request.session[OFFERED])
    uri = provisioning_uri(secret, issuer=settings.UNDERSIGNED.site_name, account=email_of(person))
    drawn = io.BytesIO()
    # White paper under it: cameras need the contrast in the dark theme as well.
    draw = segno.make(uri, error="m").save
    draw(drawn, kind="svg", scale=6, border=4, light="#fff", xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def codes_page(request: HttpRequest, person: Person) -> HttpResponse:
    """New recovery codes, shown this once."""
    codes = make_recovery_codes(account_id=person.pk, now=moment())
    request.here = reverse("staff:own")  # type: ignore[attr-defined]
    return render(request, "pages/staff/codes.html", {"person": person, "nav": "own", "codes": codes})


def _prove(request: HttpRequest, person: Person) -> None:
    session = staff_session(request, person, moment())
    if session is None:
        raise FactorRefused
    whose: dict[str, Any] = {"account_id": person.pk, "session_id": session.pk, "now": moment()}
    if answer := request.POST.get("answer", ""):
        prove_factor_by_passkey(**whose, answer=answer, state=request.session.pop(ASKED, None))
    else:
        prove_factor(**whose, code=request.POST.get("code", ""))


def _add(request: HttpRequest, person: Person) -> None:
    """The new factor counts, and this browser has just shown it."""
    session = staff_session(request, person, moment())
    name = request.POST.get("name", "")
    whose: dict[str, Any] = {
        "account_id": person.pk,
        "session_id": None if session is None else session.pk,
        "name": name,
        "now": moment(),
    }
    if answer := request.POST.get("answer", ""):
        add_passkey(**whose, answer=answer, state=request.session.pop(ASKED, None))
        return
    offered = request.session.get(OFFERED)
    if offered is None:
        raise FactorRefused
    add_totp(**whose, offered=offered, code=request.POST.get("code", ""))
    del request.session[OFFERED]


def _proving_page(request: HttpRequest, person: Person, *, is_wrong: bool = False) -> HttpResponse:
    keys = passkeys_of(person.pk) if has_passkeys() else []
    words = {
        "person": person,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "options": _kept(request, ask_for_one(keys)) if keys else "",
        "errors": [("code", wrong_words())] if is_wrong else [],
    }
    return render(request, "pages/staff/factor.html", words, status=422 if is_wrong else 200)


def _setting_page(request: HttpRequest, person: Person, *, is_wrong: bool = False) -> HttpResponse:
    if OFFERED not in request.session:
        request.session[OFFERED] = offered_secret(person.pk)
    email = email_of(person)
    asked = ask_for_new(person.pk, email, passkeys_of(person.pk)) if has_passkeys() else None
    words = {
        "person": person,
        "nav": "own",
        "is_first": not factors_of(person.pk),
        "secret": written(opened_secret(person.pk, request.session[OFFERED])),
        "options": _kept(request, asked) if asked else "",
        "longest": LONGEST_NAME,
        "typed": request.POST.get("name", ""),
        "errors": [("code", wrong_words())] if is_wrong else [],
    }
    return render(request, "pages/staff/set_up.html", words, status=422 if is_wrong else 200)


def _kept(request: HttpRequest, asked: Asked) -> str:
    """The options for the page; what they are compared with stays here, and is used once."""
    request.session[ASKED] = asked.state
    return json.dumps(asked.options)


def wrong_words() -> str:
    """Wrong, used, old and slowed down look alike."""
    return _(
        "This did not work: the code is wrong, old or used, or there were too many tries. Please wait for the next."
    )
