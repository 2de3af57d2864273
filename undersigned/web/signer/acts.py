"""What one can do with one's own signature, by plain forms; what can't be undone is asked for once more."""

import json
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.signatures.actions.correct_place import correct_place
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.hide_name import hide_name
from undersigned.signatures.actions.set_updates import set_updates
from undersigned.signatures.actions.show_name import show_name
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.mine import taken_out
from undersigned.signatures.proofs import proofs_of
from undersigned.signatures.rules.names import FieldRefused, read_line
from undersigned.signatures.rules.own import Mine, OwnSignature
from undersigned.signatures.rules.requests import PLACE_LENGTH
from undersigned.signatures.words import field_error
from undersigned.web.refusals import refused
from undersigned.web.signer.handing import attachment, handed
from undersigned.web.visitors import moment

ERASED: Final = "erased"

# What an act answers: a page or a file, or the word for what was done, which the list then says.
Answer = HttpResponse | str
Act = Callable[[HttpRequest, Mine, OwnSignature], Answer]


def act(request: HttpRequest, mine: Mine) -> Answer:
    """The answer to the form's `act` on its `signature`; 404 where that one is not among these."""
    own = mine.one(request.POST.get("signature", ""))
    wanted = ACTS.get(request.POST.get("act", ""))
    if own is None or wanted is None:
        return refused(request, 404)
    return wanted(request, mine, own)


def _show(_request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    show_name(signature_id=own.id)
    return "shown"


def _hide(_request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    hide_name(signature_id=own.id)
    return "hidden"


def _updates_on(_request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    set_updates(signature_id=own.id, wants=True)
    return "updates_on"


def _updates_off(_request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    set_updates(signature_id=own.id, wants=False)
    return "updates_off"


def _ask_place(request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    return render(request, "pages/signer/place.html", {"own": own, "typed": own.place})


def _correct_place(request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    typed = request.POST.get("place", "")
    try:
        place = read_line(typed, limit=PLACE_LENGTH) if typed.strip() else ""
    except FieldRefused as fault:
        words = {"own": own, "typed": typed, "fault": field_error("place", fault.code)}
        return render(request, "pages/signer/place.html", words, status=422)
    correct_place(signature_id=own.id, place=place)
    return "corrected"


def _ask_withdraw(request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    return render(request, "pages/signer/withdraw.html", {"own": own})


def _withdraw(_request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    withdraw(signature_id=own.id, now=moment())
    return "withdrawn"


def _ask_erase(request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    return render(request, "pages/signer/erase.html", {"own": own})


def _erase(_request: HttpRequest, mine: Mine, own: OwnSignature) -> Answer:
    erase(signature_id=own.id, email=mine.email, now=moment())
    return ERASED


def _proofs(request: HttpRequest, _mine: Mine, own: OwnSignature) -> Answer:
    return handed(request, proofs_of(own.id), name="signature", value=str(own.id), back=request.path)


def _take_out(request: HttpRequest, mine: Mine, own: OwnSignature) -> Answer:
    data = taken_out(mine.email, own.id)
    if data is None:
        return refused(request, 404)
    text = json.dumps({"title": own.title, **data}, indent=2, ensure_ascii=False) + "\n"
    return attachment(text, f"signature-{own.slug}.json", "application/json")


ACTS: Final[dict[str, Act]] = {
    "show": _show,
    "hide": _hide,
    "updates_on": _updates_on,
    "updates_off": _updates_off,
    "place": _ask_place,
    "correct_place": _correct_place,
    "withdraw": _ask_withdraw,
    "withdraw_now": _withdraw,
    "erase": _ask_erase,
    "erase_now": _erase,
    "proofs": _proofs,
    "promise": _proofs,
    "receipt": _proofs,
    "take_out": _take_out,
}
