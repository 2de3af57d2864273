"""The public forms that ask for an address, as a browser sends them; what comes before the form is not measured."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

HANDLE = re.compile(r'name="handle" value="([^"]*)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
WORDS = "The second sentence is not true."
DOMAIN = "time.example"

Fields = dict[str, str]
Prepare = Callable[[httpx.Client, str, str], tuple[str, Fields]]
"""From browser, petition and address to path and fields."""


@dataclass(frozen=True)
class Form:
    """One form; every form has a mail domain of its own, so that each address is asked about once."""

    told: str
    prepare: Prepare
    domain: str
    status: int = 200
    open: Callable[[httpx.Client], None] = lambda _client: None
    """What the browser does before the first."""


def signing(slug: str, email: str) -> tuple[str, Fields]:
    """The form on the petition's page."""
    return f"/en/petitions/{slug}/sign", {"name": "Ann Example", "email": email, "country": "GB", "version": "1-en"}


def _sign(_client: httpx.Client, slug: str, email: str) -> tuple[str, Fields]:
    return signing(slug, email)


def _mistyped(_client: httpx.Client, slug: str, email: str) -> tuple[str, Fields]:
    return signing(slug, email.replace("@gmail.", "@gmial."))


def _handle(client: httpx.Client, slug: str, email: str) -> Fields:
    path, fields = signing(slug, email)
    found = HANDLE.search(client.post(path, data=fields).text)
    assert found is not None
    return {"handle": found[1], "petition": slug}


def _code(client: httpx.Client, slug: str, email: str) -> tuple[str, Fields]:
    return "/en/confirm/code", {**_handle(client, slug, email), "code": "000000"}


def _resend(client: httpx.Client, slug: str, email: str) -> tuple[str, Fields]:
    return "/en/confirm/resend", _handle(client, slug, email)


def _mine(_client: httpx.Client, _slug: str, email: str) -> tuple[str, Fields]:
    return "/en/mine/", {"email": email}


def _report(_client: httpx.Client, slug: str, email: str) -> tuple[str, Fields]:
    return f"/en/petitions/{slug}/report/", {"reason": "libel", "words": WORDS, "email": email}


def _reply(_client: httpx.Client, slug: str, email: str) -> tuple[str, Fields]:
    fields = {"name": "Brambleworth Ferries", "office": "Board", "email": email, "text": WORDS}
    return f"/en/petitions/{slug}/reply/", fields


def _token(client: httpx.Client, path: str) -> Fields:
    found = CSRF.search(client.get(path).text)
    assert found is not None, f"no form at {path}"
    return {"csrfmiddlewaretoken": found[1]}


def _write_draft(client: httpx.Client) -> None:
    steps: Mapping[str, Fields] = {
        "": {"title": "A pump at the station", "seen": "A pump at the station"},
        "addressees/": {"name": "Brambleworth Railways", "act": "next"},
        "story/": {"story": "There is none."},
    }
    for step, fields in steps.items():
        path = f"/en/start/{step}"
        assert client.post(path, data={**_token(client, path), **fields}).status_code in {200, 302}


def _hand_in(client: httpx.Client, _slug: str, email: str) -> tuple[str, Fields]:
    path = "/en/start/hand-in/"
    return path, {**_token(client, path), "name": "Mehtap", "email": email}


def _link(client: httpx.Client, _slug: str, email: str) -> tuple[str, Fields]:
    path = "/en/desk/sign-in/"
    return path, {**_token(client, path), "act": "link", "email": email}


def _password(client: httpx.Client, _slug: str, email: str) -> tuple[str, Fields]:
    path = "/en/desk/sign-in/"
    return path, {**_token(client, path), "act": "password", "login": email, "password": "wrong-password"}


FORMS: Mapping[str, Form] = {
    "sign": Form("signing, by the door", _sign, f"sign.{DOMAIN}"),
    "mistyped": Form("signing with a slip, by the view", _mistyped, "gmail.com"),
    "meant": Form("the address that was meant", _sign, "outlook.com"),
    "code": Form("a wrong code", _code, f"code.{DOMAIN}", status=422),
    "resend": Form("the letter again", _resend, f"resend.{DOMAIN}"),
    "mine": Form("my signatures", _mine, f"mine.{DOMAIN}"),
    "report": Form("a report", _report, f"report.{DOMAIN}"),
    "reply": Form("asking for a reply", _reply, f"reply.{DOMAIN}"),
    "hand-in": Form("handing in a petition", _hand_in, f"hand.{DOMAIN}", open=_write_draft),
    "link": Form("a sign-in link", _link, f"link.{DOMAIN}"),
    "password": Form("a wrong password", _password, f"password.{DOMAIN}", status=422),
}
"""By name. Whoever is not known has never signed and has no account."""
