"""The desk's door: only for who is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from undersigned.accounts.queries import Person
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.web.refusals import not_found
from undersigned.web.visitors import person_of, private, to_sign_in

P = ParamSpec("P")


def signed_in(view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the person; anybody else is sent to sign in and comes back after it. Others' petitions: 404."""

    @private
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return to_sign_in(request)
        try:
            return view(request, person, *args, **kwargs)
        except PetitionNotFound:
            return not_found(request)

    return guarded
