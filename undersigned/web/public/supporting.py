"""The secret link under which supporters find a petition before it is public, and what it says in every other state.

The link is in nobody's hands but the starter's and theirs: no answer is kept by a cache, found by a search engine or
told to another site by a referrer. A page says how many have confirmed and never who, and signing moves no number.
"""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.petitions.queries.door import Row
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.queries.supporting import (
    gathering_of,
    is_exchanged,
    petition_of_link,
    support_token,
    token_for_signer,
)
from undersigned.petitions.rules.supporters import LinkPage, Supporters, link_page
from undersigned.signatures.actions.support import support as support_petition
from undersigned.signatures.rules.outcomes import Confirmed, LetterPage, NotSigned, Signed, SigningPaused, VersionStale
from undersigned.signatures.rules.requests import SigningForm, parse_signing
from undersigned.signatures.supporters import supporters_of
from undersigned.signatures.waiting import letters_take
from undersigned.signatures.words import consent_sentences, supporters_sentence
from undersigned.web.public.answers import unkept
from undersigned.web.public.forms import EMPTY, ShownForm, shown_again, shown_changed
from undersigned.web.public.petition import petition_context
from undersigned.web.public.signing import AGAIN
from undersigned.web.refusals import paused
from undersigned.web.visitors import moment, page_language

GONE: Final = frozenset({LinkPage.REFUSED, LinkPage.LAPSED, LinkPage.TAKEN_DOWN})


# No check of the origin: under this page's referrer policy some browsers send none, and who could forge a form has to
# know the link, with which they can sign as well.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, token: str) -> HttpResponse:
    """The petition with its form while it looks for supporters; else a short page of its own for each state.

    By POST 200 "check your mail", 422 with the form again, 409 where it takes no supporters (any more).
    """
    petition = petition_of_link(token)
    if petition is None:
        return _gone(request, token)
    found = supporters_of(petition)
    kind = link_page(petition.state, is_stopped=petition.is_stopped, is_enough=found is not None and found.is_enough)
    if kind is LinkPage.GATHERING and found is not None:
        return _signed(request, petition, found) if request.method == "POST" else _form(request, petition, found, EMPTY)
    if kind is LinkPage.PUBLISHED and request.method != "POST":
        return secret(HttpResponseRedirect(reverse("public:petition", args=[petition.slug])))
    return _state(request, petition, kind, found)


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """No link of ours; or one that was exchanged, whoever opens or sends it, in whatever state its petition is."""
    if is_exchanged(token):
        return secret(render(request, "pages/support_exchanged.html", status=410))
    return secret(render(request, "pages/support_gone.html", status=404))


def secret(response: HttpResponse) -> HttpResponse:
    """The answer, whose address is known to few and stays so."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return unkept(response)


def _state(request: HttpRequest, petition: Row, kind: LinkPage, found: Supporters | None) -> HttpResponse:
    """Nothing of the text; where the petition is public, the way to it; of a taken down one what its marker says."""
    words: dict[str, Any] = {"kind": kind.value, "needed": found.needed if found else 0}
    if kind in {LinkPage.PUBLISHED, LinkPage.CLOSED, LinkPage.STOPPED}:
        words["page"] = reverse("public:petition", args=[petition.slug])
    if kind in {LinkPage.STOPPED, LinkPage.TAKEN_DOWN}:
        words |= {"code": petition.decision_code, "words": petition.decision_text}
    status = 409 if request.method == "POST" else 410 if kind in GONE else 200
    return secret(render(request, "pages/support_state.html", words, status=status))


def _form(request: HttpRequest, petition: Row, found: Supporters, form: ShownForm, status: int = 200) -> HttpResponse:
    page = petition_page(petition, page_language(), moment())
    context = petition_context(page, (), form)
    gathering = gathering_of(petition.pk)
    context |= {
        "preview": True,
        "nav": "",
        "sign_at": _link(petition),
        "text_hash": gathering.text_hash if gathering else "",
        "supporters": found,
        "how_far": supporters_sentence(found),
        "consent": [*context["consent"], _if_not_published()],
    }
    return secret(render(request, "pages/support.html", context, status=status))


def _if_not_published() -> str:
    return _("If the petition is not published, all of it is deleted: when it is refused, or when it lapses.")


def _signed(request: HttpRequest, petition: Row, found: Supporters) -> HttpResponse:
    network = str(getattr(request, "network", ""))
    kind, language = request.content_type or "", page_language()
    form = parse_signing(request.body, kind, slug=petition.slug, language=language, network=network)
    if form.request is None:
        return _form(request, petition, found, shown_again(form), 422)
    read = request.POST.get("text", "")
    outcome = support_petition(form.request, petition_id=petition.pk, text_hash=read, now=moment())
    return _answer(request, petition, found, form, outcome)


def _answer(
    request: HttpRequest, petition: Row, found: Supporters, form: SigningForm, outcome: Signed | NotSigned
) -> HttpResponse:
    if isinstance(outcome, Signed):
        return _check_mail(request, petition, form, outcome)
    if isinstance(outcome, SigningPaused):
        return secret(paused(request, outcome.reason))
    now = petition_by_id(petition.pk) or petition
    if isinstance(outcome, VersionStale):
        return _form(request, now, found, shown_changed(form, []), 422)
    kind = link_page(now.state, is_stopped=now.is_stopped, is_enough=True)
    return _state(request, now, kind, supporters_of(now))


def _check_mail(request: HttpRequest, petition: Row, form: SigningForm, signed: Signed) -> HttpResponse:
    """As after signing a public petition, for everybody alike.

    The page names no other site, and its forms go to addresses that ask where they come from: it keeps the referrer
    policy of all pages.
    """
    context: dict[str, Any] = {
        "page": None,
        "handle": signed.handle,
        "letters_take": letters_take(petition.pk, moment()),
        "email": form.values.get("email", "").strip(),
        "suggestion": signed.suggestion,
        "sign_at": _link(petition),
        "again": [
            *((name, form.values[name]) for name in AGAIN if name in form.values),
            ("text", request.POST.get("text", "")),
        ],
    }
    return unkept(render(request, "pages/check_mail.html", context))


def supporting_letter(request: HttpRequest, letter: LetterPage) -> HttpResponse:
    """What a supporter's mailed link shows before the petition is public."""
    petition = petition_by_id(letter.petition_id)
    if petition is None:
        return unkept(render(request, "pages/no_letter.html", status=404))
    context = {
        "letter": letter,
        "title": titles_of([petition])[petition.pk],
        "text_language": petition.language,
        "consent": consent_sentences(petition.handover, petition.retention_months, page_language()),
        "read_at": _read_at(petition, letter),
    }
    return unkept(render(request, "pages/confirm_support.html", context))


def thanks_supporter(request: HttpRequest, confirmed: Confirmed) -> HttpResponse:
    """Thank you, and how far the petition is."""
    petition = petition_by_id(confirmed.petition_id)
    found = supporters_of(petition) if petition else None
    if petition is None or found is None:
        return unkept(render(request, "pages/no_letter.html", status=404))
    is_gathering = petition.state == "gathering"
    is_led = is_gathering and token_for_signer(petition, confirmed.signed_at) == support_token(petition)
    context = {
        "confirmed": confirmed,
        "title": titles_of([petition])[petition.pk],
        "text_language": petition.language,
        "sentence": supporters_sentence(found) if is_gathering else "",
        "link": settings.UNDERSIGNED.site_url + _link(petition) if is_led and not found.is_enough else "",
    }
    return unkept(render(request, "pages/supported.html", context))


def _read_at(petition: Row, letter: LetterPage) -> str:
    """Where the text can be read, if anywhere; who is asked about another text than they signed has to read it."""
    if petition.state != "gathering":
        return ""
    token = support_token(petition) if letter.is_changed else token_for_signer(petition, letter.signed_at)
    return reverse("public:support", args=[token])


def _link(petition: Row) -> str:
    return reverse("public:support", args=[support_token(petition)])
