"""Signing in by the pages: a link by mail, a password, and nothing told to strangers."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from tests.web.desk.visiting import browser, link_for, moment, press, sign_in, starter
from undersigned.accounts.actions.set_password import set_password
from undersigned.accounts.models import Account, SignInLetter
from undersigned.accounts.rules import TRIES_AT_FULL_SPEED

SIGN_IN = "/en/desk/sign-in/"
PASSWORD = "seven brown hens in a row"
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str, path: str = SIGN_IN, **more: str) -> object:
    return press(client, path, {"act": "link", "email": email, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/en/desk/").status_code == 200


def test_the_whole_way_by_mail(mailbox: PostOffice) -> None:
    starter()
    client = browser()
    answer = press(client, SIGN_IN, {"act": "link", "email": MEHTAP.email})
    assert answer.status_code == 200
    assert deliver_all(now=moment()) == 1
    path = mailbox.last(MEHTAP.email).link.removeprefix("http://testserver")
    page = client.get(path)
    assert page.status_code == 200
    assert MEHTAP.email in page.content.decode()
    assert not is_signed_in(client)
    answer = press(client, path)
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/")
    assert is_signed_in(client)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_signs_nobody_in_and_uses_nothing_up(mailbox: PostOffice, method: str) -> None:
    starter()
    path = link_for(MEHTAP, mailbox)
    for _ in range(20):
        assert getattr(browser(), method)(path).status_code == 200
    assert SignInLetter.objects.get().used_at is None
    assert press(browser(), path).status_code == 302


def test_a_link_works_once_and_another_browser_learns_nothing(mailbox: PostOffice) -> None:
    starter()
    path = link_for(MEHTAP, mailbox)
    client = browser()
    client.get(SIGN_IN)
    press(client, path)
    other = browser()
    used = other.get(path)
    wrong = other.get(path[:-5] + "AAAA/")
    assert (used.status_code, wrong.status_code) == (404, 404)
    strip = re.compile(rb"/sign-in/[^/]+/")
    assert strip.sub(b"", used.content) == strip.sub(b"", wrong.content)
    assert MEHTAP.email not in used.content.decode()


def test_a_link_dies_after_an_hour(mailbox: PostOffice) -> None:
    starter()
    path = link_for(MEHTAP, mailbox)
    with time_machine.travel(moment() + timedelta(minutes=61)):
        assert browser().get(path).status_code == 404


def test_without_the_csrf_token_nobody_is_signed_in(mailbox: PostOffice) -> None:
    starter()
    path = link_for(MEHTAP, mailbox)
    client = browser()
    assert client.post(path).status_code == 403
    assert not is_signed_in(client)
    assert SignInLetter.objects.get().used_at is None


def test_known_and_unknown_addresses_get_the_same_bytes(mailbox: PostOffice) -> None:
    starter()
    known, unknown = MEHTAP.email, "nehtap@kavak.example"
    pages = []
    for email in (known, unknown):
        answer = ask(browser(), email)
        assert answer.status_code == 200  # type: ignore[attr-defined]
        pages.append(TOKENS.sub(b"", answer.content).replace(email.encode(), b"ADDRESS"))  # type: ignore[attr-defined]
    assert pages[0] == pages[1]
    assert deliver_all(now=moment()) == 2
    assert "/desk/sign-in/" in mailbox.last(known).link
    assert mailbox.last(unknown).link == "http://testserver/en/start/"


def test_known_and_unknown_passwords_get_the_same_bytes() -> None:
    set_password(account_id=starter(), password=PASSWORD)
    pages = []
    for email in (MEHTAP.email, "nehtap@kavak.example"):
        answer = press(browser(), SIGN_IN, {"act": "password", "login": email, "password": "wrong"})
        assert answer.status_code == 422
        pages.append(TOKENS.sub(b"", answer.content).replace(email.encode(), b"ADDRESS"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mehtap",
        "a@b",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "a@kavak.example, b@kavak.example",
        "a@kavak.example\nBcc: x@y.z",
    ],
)
def test_what_is_no_address_is_shown_again(typed: str) -> None:
    for act, field in (("link", "email"), ("password", "login")):
        answer = press(browser(), SIGN_IN, {"act": act, field: typed, "password": "x"})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
    assert not SignInLetter.objects.exists()


def test_what_was_typed_stands_there_as_text() -> None:
    page = ask(browser(), '"><script>alert(1)</script>').content.decode()  # type: ignore[attr-defined]
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_mistyped_domain_is_hinted_at_and_not_changed(mailbox: PostOffice) -> None:
    page = ask(browser(), "mehtap@gmial.com").content.decode()  # type: ignore[attr-defined]
    assert "mehtap@gmail.com" in page
    deliver_all(now=moment())
    assert [letter.to for letter in mailbox.received] == ["mehtap@gmial.com"]


def test_the_letter_speaks_the_pages_language(mailbox: PostOffice) -> None:
    starter()
    ask(browser(), MEHTAP.email, path="/tr/desk/sign-in/")
    deliver_all(now=moment())
    assert mailbox.last(MEHTAP.email).link.startswith("http://testserver/tr/desk/sign-in/")


def test_the_password_signs_in() -> None:
    set_password(account_id=starter(), password=PASSWORD)
    client = browser()
    answer = press(client, SIGN_IN, {"act": "password", "login": MEHTAP.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/")
    assert is_signed_in(client)


def test_many_wrong_passwords_do_not_lock_out_the_link(mailbox: PostOffice) -> None:
    set_password(account_id=starter(), password=PASSWORD)
    for _ in range(TRIES_AT_FULL_SPEED):
        press(browser(), SIGN_IN, {"act": "password", "login": MEHTAP.email, "password": "wrong"})
    slowed = press(browser(), SIGN_IN, {"act": "password", "login": MEHTAP.email, "password": PASSWORD})
    assert slowed.status_code == 422
    assert is_signed_in(sign_in(MEHTAP, mailbox))


def test_one_goes_on_where_one_wanted_to_go(mailbox: PostOffice) -> None:
    starter()
    client = browser()
    sent_away = client.get("/en/desk/password/")
    assert sent_away["Location"] == "/en/desk/sign-in/?next=%2Fen%2Fdesk%2Fpassword%2F"
    assert 'name="next" value="/en/desk/password/"' in client.get(sent_away["Location"]).content.decode()
    ask(client, MEHTAP.email, next="/en/desk/password/")
    deliver_all(now=moment())
    path = mailbox.last(MEHTAP.email).link.removeprefix("http://testserver")
    assert press(client, path)["Location"] == "/en/desk/password/"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(mailbox: PostOffice, away: str) -> None:
    set_password(account_id=starter(), password=PASSWORD)
    assert "evil" not in browser().get(SIGN_IN, {"next": away}).content.decode().partition("<main")[2]
    form = {"act": "password", "login": MEHTAP.email, "password": PASSWORD, "next": away}
    assert press(browser(), SIGN_IN, form)["Location"] == "/en/desk/"
    client = browser()
    ask(client, MEHTAP.email, next=away)
    deliver_all(now=moment())
    path = mailbox.last(MEHTAP.email).link.removeprefix("http://testserver")
    assert press(client, path)["Location"] == "/en/desk/"


def test_the_session_has_a_new_key_and_ends_after_twelve_hours(mailbox: PostOffice) -> None:
    starter()
    path = link_for(MEHTAP, mailbox)
    client = browser()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    press(client, path)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    now = moment()
    with time_machine.travel(now + timedelta(hours=11, minutes=59)):
        assert is_signed_in(client)
        # Using the desk lengthens nothing.
        client.get("/en/desk/")
    with time_machine.travel(now + timedelta(hours=12, minutes=1)):
        assert not is_signed_in(client)


def test_signing_in_as_somebody_else_leaves_nothing_of_the_first(mailbox: PostOffice) -> None:
    starter()
    starter(OSCAR)
    client = sign_in(MEHTAP, mailbox)
    before = client.session.session_key
    press(client, link_for(OSCAR, mailbox))
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session(mailbox: PostOffice) -> None:
    starter()
    client = sign_in(MEHTAP, mailbox)
    key = client.session.session_key
    assert client.get("/en/desk/sign-out/").status_code == 405
    answer = press(client, "/en/desk/", at="/en/desk/sign-out/")
    assert answer["Location"] == "/en/desk/sign-in/"
    assert not is_signed_in(client)
    assert not Session.objects.filter(session_key=key).exists()


def test_a_shut_account_is_out_at_once(mailbox: PostOffice) -> None:
    account = starter()
    client = sign_in(MEHTAP, mailbox)
    Account.objects.filter(pk=account).update(is_active=False)
    assert not is_signed_in(client)


def test_who_is_signed_in_does_not_see_the_sign_in_page(mailbox: PostOffice) -> None:
    starter()
    client = sign_in(MEHTAP, mailbox)
    assert client.get(SIGN_IN)["Location"] == "/en/desk/"
    assert client.get(SIGN_IN, {"next": "/staff/"})["Location"] == "/staff/"


def test_public_pages_know_nobody(mailbox: PostOffice) -> None:
    """The same bytes and headers for who is signed in and for who is not, so that a cache may share them."""
    petition = make_published(moment())
    make_staff(now=moment())
    client, stranger = sign_in(NORA, mailbox), Client()
    for path in ("/en/", "/en/petitions/", f"/en/petitions/{petition.slug}/", "/tr/privacy/"):
        with time_machine.travel(moment(), tick=False):
            mine, theirs = client.get(path), stranger.get(path)
        assert mine.content == theirs.content
        assert "Cookie" not in mine.get("Vary", "")
        assert "Set-Cookie" not in mine.headers
        assert not mine.cookies


def test_the_pages_of_the_desk_are_kept_nowhere(mailbox: PostOffice) -> None:
    starter()
    path = link_for(MEHTAP, mailbox)
    client = browser()
    for page in (SIGN_IN, path, "/en/desk/sign-in/wrong/", "/en/desk/"):
        answer = client.get(page)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
