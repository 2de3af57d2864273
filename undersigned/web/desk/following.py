"""Following a mailed link: sign in and, where the letter was for that, hand in the petition. One transaction."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from undersigned.accounts.actions.sign_in import sign_in
from undersigned.accounts.queries import Person, account_by_id
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.queries.desk import petition_by_id
from undersigned.petitions.rules.states import State, StepRefused, TextIncomplete
from undersigned.web.visitors import DRAFT_COOKIE, enter, moment


def follow_link(request: HttpRequest, token: str) -> HttpResponse | None:
    """Where the person goes next, signed in; None where the link works no more."""
    with transaction.atomic():
        signed_in = sign_in(token=token, now=moment())
        person = account_by_id(signed_in.account_id) if signed_in is not None else None
        if signed_in is None or person is None:
            return None
        # What may fail comes inside, so that a crash leaves the link unused and the petition where it was.
        goal = _hand_in(signed_in.petition_id, person) if signed_in.petition_id is not None else signed_in.next_path
        enter(request, person)
    return _without_draft(request, signed_in.petition_id, HttpResponseRedirect(goal or reverse("desk:desk")))


def _without_draft(request: HttpRequest, petition_id: int | None, response: HttpResponse) -> HttpResponse:
    """Where this browser keeps the very draft that was handed in, it lets go of it."""
    petition = petition_by_id(petition_id) if petition_id is not None else None
    kept = request.COOKIES.get(DRAFT_COOKIE, "").partition(":")[0]
    if petition is not None and petition.starter_id is not None and kept == petition.pid:
        response.delete_cookie(DRAFT_COOKIE, samesite="Lax")
    return response


def _hand_in(petition_id: int, person: Person) -> str:
    """The address that says what became of the petition."""
    publication = settings.UNDERSIGNED.publication
    if petition_by_id(petition_id) is None:
        return reverse("desk:desk") + "?said=not_handed_in"
    try:
        # A savepoint: what can't be handed in leaves the person signed in all the same.
        with transaction.atomic():
            petition = submit(
                petition_id=petition_id, account=person, publication=publication, now=moment(), by_link=True
            )
    except StepRefused as refused:
        # A draft again: it was changed after the letter left, and nobody hands in a text unseen.
        said = "changed_since" if refused.state == State.DRAFT else "not_handed_in"
        return reverse("desk:desk") + f"?said={said}"
    except TextIncomplete:
        return reverse("desk:desk") + "?said=not_handed_in"
    return reverse("desk:petition", args=[petition.slug]) + "?said=handed_in"
