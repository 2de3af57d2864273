"""What is said where a form could not be taken now: 503, when to try again, and whether it may have been done."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from undersigned.web.door.answers import Answer
from undersigned.web.door.lanes import Full
from undersigned.web.door.moulds import Mould, NotCast, make_marks, make_mould, rendered
from undersigned.web.refusals import RETRY_AFTER_SECONDS, paused, refused, sentence, unknown, words_for


def busy(fault: Exception, *, language: str, slug: str, is_secure: bool) -> Answer:
    """503 in the page's language, whose language switch leads to this petition ("": to all). Asks no database."""
    return _busy(language, slug, isinstance(fault, (Full, NotCast)), is_secure)


@lru_cache(maxsize=64)
def _busy(language: str, slug: str, is_certain: bool, is_secure: bool) -> Answer:
    """Kept, since the more are turned away the less each of them may cost."""
    return _mould(language, bool(slug), is_certain).filled((slug,), is_secure=is_secure)


@lru_cache(maxsize=64)
def _mould(language: str, has_slug: bool, is_certain: bool) -> Mould:
    """`is_certain`: nothing was begun. Otherwise nobody knows whether it went through."""
    marks = make_marks(1)
    here = f"/{language}/petitions/{marks[0]}/" if has_slug else f"/{language}/petitions/"

    def view(request: HttpRequest) -> HttpResponse:
        response = refused(request, 503, words_for(503) if is_certain else unknown())
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    return make_mould(rendered(here, view), marks)


def paused_answer(reason: str, *, language: str, slug: str, is_secure: bool) -> Answer:
    """As web.refusals.paused, in the page's language."""
    return _paused(language).filled((slug, sentence(reason)), is_secure=is_secure)


@lru_cache(maxsize=16)
def _paused(language: str) -> Mould:
    marks = make_marks(2)
    # A mark has to look like a finished sentence, or one more full stop would stand behind it.
    marks[1] += "."
    return make_mould(rendered(f"/{language}/petitions/{marks[0]}/", lambda request: paused(request, marks[1])), marks)
