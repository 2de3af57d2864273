"""My signatures: what GET of a mailed link shows, the button that opens it, and what stands behind it.

GET changes nothing, whoever calls it, so a scanner that follows links sees a button. What the button leaves in the
browser is a cookie for these pages alone, in each language of the interface, for 15 minutes.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from undersigned.signatures.actions.close_mine import close_mine
from undersigned.signatures.actions.forget_mine import forget_mine_of
from undersigned.signatures.actions.open_mine import open_mine
from undersigned.signatures.mine import mine_link, opened_mine
from undersigned.signatures.rules.own import OPEN_FOR, Mine
from undersigned.web.origin import own_forms_only
from undersigned.web.signer.acts import ERASED, act
from undersigned.web.visitors import moment, page_language, private


@private
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The button, the list of my signatures, or an act on one of them; 404 where the link leads nowhere now."""
    wish = request.POST.get("act", "") if request.method == "POST" else ""
    if wish == "open":
        return _open(request, token)
    kept = request.COOKIES.get(_cookie(page_language()), "")
    opened = opened_mine(token, kept, page_language(), moment())
    if opened is None:
        return _button(request, token)
    if wish == "done":
        close_mine(kept=kept, now=moment())
        return _closed(render(request, "pages/signer/done.html"))
    return _act(request, opened) if wish else _list(request, opened)


def _button(request: HttpRequest, token: str) -> HttpResponse:
    email = mine_link(token, moment())
    if email is None:
        return render(request, "pages/signer/dead_link.html", status=404)
    return render(request, "pages/signer/link.html", {"email": email})


def _open(request: HttpRequest, token: str) -> HttpResponse:
    kept = open_mine(token=token, now=moment())
    if kept is None:
        return render(request, "pages/signer/dead_link.html", status=404)
    response = HttpResponseRedirect(request.path)
    for code, path in _paths():
        response.set_cookie(
            _cookie(code), kept, max_age=OPEN_FOR, path=path, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
        )
    return response


def _list(request: HttpRequest, opened: Mine) -> HttpResponse:
    return render(request, "pages/signer/mine.html", {"mine": opened, "said": request.GET.get("said")})


def _act(request: HttpRequest, opened: Mine) -> HttpResponse:
    """What the act answers, or back to the list, which says what was done."""
    answer = act(request, opened)
    if isinstance(answer, HttpResponse):
        return answer
    if answer == ERASED and len(opened.signatures) == 1:
        # Nothing is left of this address: the letters with its links go as well.
        forget_mine_of(email=opened.email)
        return _closed(render(request, "pages/signer/erased.html"))
    return HttpResponseRedirect(f"{request.path}?said={answer}")


def _closed(response: HttpResponse) -> HttpResponse:
    for code, path in _paths():
        response.delete_cookie(_cookie(code), path=path, samesite="Lax")
    return response


def _cookie(language: str) -> str:
    """A name for each language: browsers tell cookies of one name apart by path, Django does not."""
    return f"mine-{language}"


def _paths() -> list[tuple[str, str]]:
    paths = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths.append((code, reverse("signer:ask")))
    return paths
