"""The staff's door: strangers sign in, other accounts find nothing here, and nobody passes without a second factor."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES, NotAllowed, Role, is_safe_path
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.web.refusals import forbidden, not_found
from undersigned.web.staying import is_proven
from undersigned.web.visitors import moment, person_of, private, to_sign_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]
SAFE: Final = frozenset({"GET", "HEAD"})


def staff_only(*roles: str, own: bool = False) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """The view gets a person with one of these roles, in their language; other accounts get 404, strangers sign in.

    Without a second factor one is led to show it. Who only reads may send no form but on pages about themselves.
    """

    def guard(view: View[P]) -> Callable[..., HttpResponse]:
        @private
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = person_of(request)
            if person is None:
                return to_sign_in(request)
            if person.role not in roles:
                return not_found(request)
            if not is_proven(request, person, moment()):
                return to_factor(request)
            with translation.override(language_of(person)):
                may = own or person.role != Role.READER or request.method in SAFE
                response = _answer(request, view, person, *args, **kwargs) if may else forbidden(request)
                response["Content-Language"] = translation.get_language()
            return response

        return guarded

    return guard


def staff_arriving(view: View[P]) -> Callable[..., HttpResponse]:
    """The view gets a person of the staff who may not have shown a second factor yet."""

    @private
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return to_sign_in(request)
        if person.role not in STAFF_ROLES:
            return not_found(request)
        with translation.override(language_of(person)):
            response = view(request, person, *args, **kwargs)
            response["Content-Language"] = translation.get_language()
        return response

    return guarded


def to_factor(request: HttpRequest) -> HttpResponse:
    """The way to the page of the second factor and, after it, back to where the person wanted to go."""
    wanted = request.get_full_path() if request.method == "GET" else ""
    query = urlencode({"next": wanted}) if is_safe_path(wanted) else ""
    return HttpResponseRedirect(reverse("staff:factor") + (f"?{query}" if query else ""))


def after_factor(typed: str) -> str:
    """Where to go on: a page of the staff that was wanted, or the queue."""
    return typed if is_safe_path(typed) and typed.startswith("/staff/") else reverse("staff:queue")


def language_of(person: Person) -> str:
    """The language that the account keeps; else what the browser wishes."""
    known: Collection[str] = {code for code, _name in settings.LANGUAGES}
    return person.language if person.language in known else translation.get_language() or settings.LANGUAGE_CODE


def _answer(request: HttpRequest, view: View[P], person: Person, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    try:
        return view(request, person, *args, **kwargs)
    except PetitionNotFound:
        return not_found(request)
    except NotAllowed:
        # The role went between the door's look and the act's own; nothing was done.
        return forbidden(request)
