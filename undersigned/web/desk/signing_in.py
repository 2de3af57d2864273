"""Signing in and out: by a mailed link or a password.

The answer to an address is the same whether it has an account or not, and so is the work: one row is written, and the
worker looks the account up when it writes the letter.
"""

from dataclasses import dataclass, field

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.actions.sign_in_by_password import sign_in_by_password
from undersigned.accounts.queries import link_page
from undersigned.accounts.rules import is_safe_path
from undersigned.mail.addresses.rules import AddressRefused, parse_address, suggestion
from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.web.desk.following import follow_link
from undersigned.web.visitors import enter, moment, page_language, person_of, private


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was typed, and what is wrong with it."""

    next_path: str = ""
    email: str = ""
    login: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; with `act=password` the password is tried, else a link is mailed."""
    if request.method == "POST":
        by_password = request.POST.get("act") == "password"
        return _try_password(request) if by_password else _mail_link(request)
    next_path = _next_path(request.GET.get("next", ""))
    if person_of(request) is not None:
        return HttpResponseRedirect(next_path or reverse("desk:desk"))
    return _page(request, SignInForm(next_path=next_path))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing, whoever opens it; POST signs in."""
    if request.method == "POST":
        return follow_link(request, token) or _link_is_dead(request)
    link = link_page(token, moment())
    if link is None:
        return _link_is_dead(request)
    petition = petition_by_id(link.petition_id) if link.petition_id is not None else None
    title = titles_of([petition])[petition.pk] if petition is not None else ""
    return render(request, "pages/desk/link.html", {"link": link, "petition": petition, "title": title})


@private
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The browser is nobody's any more."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:sign_in"))


def _mail_link(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("email", "")
    next_path = _next_path(request.POST.get("next", ""))
    try:
        email = parse_address(typed)
    except AddressRefused:
        errors = {"email": _("This is not an e-mail address that a letter can reach.")}
        return _page(request, SignInForm(next_path=next_path, email=typed, errors=errors), status=422)
    send_sign_in(email=email, language=page_language(), next_path=next_path, now=moment())
    return render(request, "pages/desk/sent.html", {"email": email, "suggestion": suggestion(email), "next": next_path})


def _try_password(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("login", "")
    next_path = _next_path(request.POST.get("next", ""))
    try:
        email = parse_address(typed)
    except AddressRefused:
        errors = {"login": _("This is not an e-mail address that a letter can reach.")}
        return _page(request, SignInForm(next_path=next_path, login=typed, errors=errors), status=422)
    person = sign_in_by_password(email=email, password=request.POST.get("password", ""), now=moment())
    if person is None:
        errors = {
            "password": _(
                "Address and password do not go together, or there were too many tries. A link by mail always works."
            )
        }
        return _page(request, SignInForm(next_path=next_path, email=typed, login=typed, errors=errors), status=422)
    enter(request, person)
    return HttpResponseRedirect(next_path or reverse("desk:desk"))


def _page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    return render(request, "pages/desk/sign_in.html", {"form": form}, status=status)


def _link_is_dead(request: HttpRequest) -> HttpResponse:
    """Wrong, used and too old look alike."""
    return render(request, "pages/desk/dead_link.html", {"person": person_of(request)}, status=404)


def _next_path(typed: str) -> str:
    return typed if is_safe_path(typed) else ""
