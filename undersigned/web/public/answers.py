"""How public answers are kept: pages by caches for a moment, what belongs to one visitor by nobody."""

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response

from undersigned.petitions.rules.states import PetitionMoved, PetitionNotFound
from undersigned.web.refusals import refused


def kept(
    request: HttpRequest, response: HttpResponse, *, seconds: int, is_asked_again: bool = False
) -> HttpResponseBase:
    """The answer, to be shared by caches for so many seconds; 304 where the visitor has these very bytes.

    With `is_asked_again` a browser asks each time, so that nobody is shown their own copy from before an act of theirs.
    """
    response["Cache-Control"] = (
        f"public, max-age=0, s-maxage={seconds}" if is_asked_again else f"public, max-age={seconds}"
    )
    response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert answer is not None
    return answer


def unkept(response: HttpResponse) -> HttpResponse:
    """The answer, which belongs to one visitor and is kept nowhere."""
    response["Cache-Control"] = "no-store"
    return response


def gone(request: HttpRequest, fault: PetitionNotFound, name: str) -> HttpResponse:
    """404; or, where the petition stands at another address now, the way to its page of this name there."""
    if not isinstance(fault, PetitionMoved):
        return refused(request, 404)
    return unkept(HttpResponseRedirect(reverse(f"public:{name}", args=[fault.slug])))
