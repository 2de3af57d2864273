"""The staff's door: strangers sign in, other accounts find nothing here."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from undersigned.accounts.queries import Person
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.web.refusals import not_found
from undersigned.web.visitors import person_of, private, to_sign_in

P = ParamSpec("P")


def staff_only(
    *roles: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Person, P], HttpResponse]], Callable[..., HttpResponse]]:
    """The view gets a person with one of these roles, in their language; other accounts get 404, strangers sign in."""

    def guard(view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @private
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = person_of(request)
            if person is None:
                return to_sign_in(request)
            if person.role not in roles:
                return not_found(request)
            with translation.override(_language(person)):
                try:
                    response = view(request, person, *args, **kwargs)
                except PetitionNotFound:
                    response = not_found(request)
                response["Content-Language"] = translation.get_language()
            return response

        return guarded

    return guard


def _language(person: Person) -> str:
    """The language that the account keeps; else what the browser wishes."""
    known = {code for code, _name in settings.LANGUAGES}
    return person.language if person.language in known else translation.get_language() or settings.LANGUAGE_CODE
