"""Nobody reaches a staff page without a second factor; setting one up, showing it, losing it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import MEHTAP, NORA
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.staff_pass import app_secret, show_code
from tests.web.desk.visiting import browser, link_for, moment, press, sign_in, starter
from undersigned.accounts.models import Account, Authenticator, StaffSession
from undersigned.accounts.totp import code_at, step_of

pytestmark = pytest.mark.django_db
KEY = re.compile(r'<code class="key-text"[^>]*>([A-Z2-7 ]+)</code>')
RECOVERY = re.compile(r'<code dir="ltr">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>')


def half_way(mailbox: PostOffice) -> Client:
    """Signed in by the letter alone."""
    client = browser()
    assert press(client, link_for(NORA, mailbox)).status_code == 302
    return client


def secret_on(page: str) -> bytes:
    import base64

    found = KEY.search(page)
    assert found is not None
    plain = found[1].replace(" ", "")
    return base64.b32decode(plain + "=" * (-len(plain) % 8))


def test_a_newcomer_sets_an_app_up_and_nothing_else_opens(mailbox: PostOffice) -> None:
    make_staff(now=moment())
    client = half_way(mailbox)
    for path in ("/staff/", "/staff/house/", "/staff/own/", "/staff/house/switches/"):
        assert client.get(path)["Location"].startswith("/staff/factor/")
    assert client.get("/staff/factor/")["Location"] == "/staff/factor/set-up/"
    page = client.get("/staff/factor/set-up/").content.decode()
    secret = secret_on(page)
    assert secret_on(client.get("/staff/factor/set-up/").content.decode()) == secret
    picture = client.get("/staff/factor/key.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    wrong = press(client, "/staff/factor/set-up/", {"code": "12345"})
    assert wrong.status_code == 422
    done = press(client, "/staff/factor/set-up/", {"code": code_at(secret, step_of(moment())), "name": "Phone"})
    codes = RECOVERY.findall(done.content.decode())
    assert len(codes) == 10
    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/factor/key.svg").status_code == 404
    other = half_way(mailbox)
    assert other.get("/staff/factor/set-up/")["Location"].startswith("/staff/factor/")
    assert other.get("/staff/factor/key.svg").status_code == 404
    assert press(other, "/staff/factor/", {"code": codes[0], "next": "/staff/house/"})["Location"] == "/staff/house/"
    assert other.get("/staff/own/").status_code == 200


def test_a_form_without_a_factor_changes_nothing(mailbox: PostOffice) -> None:
    make_staff(now=moment(), role="administrator")
    client = half_way(mailbox)
    answer = press(
        client, "/en/desk/password/", {"turn": "off", "reason": "A storm."}, at="/staff/house/switches/charts"
    )
    assert answer["Location"] == "/staff/factor/"


def test_the_name_of_the_session_changes(mailbox: PostOffice) -> None:
    nora = make_staff(now=moment())
    client = half_way(mailbox)
    before = client.cookies["sessionid"].value
    show_code(client, nora)
    assert client.cookies["sessionid"].value != before
    thief = browser()
    thief.cookies["sessionid"] = before
    assert thief.get("/staff/")["Location"].startswith("/en/desk/sign-in/")


def test_only_pages_of_the_staff_are_gone_on_to(mailbox: PostOffice) -> None:
    nora = make_staff(now=moment())
    client = half_way(mailbox)
    show_code(client, nora)
    for wanted in ("https://evil.example/", "//evil.example", "/en/", "/staff\\@evil", ""):
        assert client.get("/staff/factor/", {"next": wanted})["Location"] == "/staff/"


def test_half_an_hour_without_a_visit_ends_it(mailbox: PostOffice) -> None:
    make_staff(now=moment())
    client = sign_in(NORA, mailbox)
    assert client.get("/staff/").status_code == 200
    with time_machine.travel(moment() + timedelta(minutes=31)):
        assert client.get("/staff/")["Location"].startswith("/en/desk/sign-in/")
        assert client.get("/en/desk/")["Location"].startswith("/en/desk/sign-in/")


def test_a_starter_is_not_hurried(mailbox: PostOffice) -> None:
    starter(MEHTAP)
    client = sign_in(MEHTAP, mailbox)
    with time_machine.travel(moment() + timedelta(hours=11)):
        assert client.get("/en/desk/").status_code == 200
    assert not StaffSession.objects.exists()


def test_sessions_are_listed_and_ended(mailbox: PostOffice) -> None:
    make_staff(now=moment())
    first = sign_in(NORA, mailbox)
    second = sign_in(NORA, mailbox)
    page = second.get("/staff/own/").content.decode()
    assert page.count('value="end"') == 1
    assert first.get("/staff/").status_code == 200
    assert press(second, "/staff/own/", {"act": "end_others"})["Location"].endswith("?said=ended")
    assert first.get("/staff/").status_code == 302
    assert second.get("/staff/").status_code == 200
    third = sign_in(NORA, mailbox)
    mine = str(StaffSession.objects.order_by("begun_at")[0].pk)
    assert press(third, "/staff/own/", {"act": "end", "session": mine})["Location"].endswith("?said=ended")
    assert press(third, "/staff/own/", {"act": "end", "session": "x"})["Location"].endswith("?said=nothing")
    assert second.get("/staff/").status_code == 302


@pytest.mark.parametrize("change", [{"role": ""}, {"is_active": False}])
def test_a_change_acts_on_the_next_request(change: dict[str, object], mailbox: PostOffice) -> None:
    make_staff(now=moment())
    client = sign_in(NORA, mailbox)
    assert client.get("/staff/").status_code == 200
    Account.objects.update(**change)
    assert client.get("/staff/").status_code in {302, 404}


def test_a_demonstration_may_leave_it_out_and_says_so(mailbox: PostOffice, settings: Settings) -> None:
    nora = make_staff(now=moment())
    Account.objects.filter(pk=nora.pk).update(is_factor_exempt=True)
    client = half_way(mailbox)
    assert client.get("/staff/")["Location"].startswith("/staff/factor/")
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"demo": True})
    page = client.get("/staff/")
    assert page.status_code == 200
    assert "without a second factor" in page.content.decode()


def test_own_page_removes_and_makes_codes(mailbox: PostOffice) -> None:
    nora = make_staff(now=moment())
    client = sign_in(NORA, mailbox)
    only = Authenticator.objects.get().pk
    refused = press(client, "/staff/own/", {"act": "remove", "factor": str(only)})
    assert refused.status_code == 409
    page = client.get("/staff/factor/set-up/").content.decode()
    code = code_at(secret_on(page), step_of(moment()))
    assert press(client, "/staff/factor/set-up/", {"code": code})["Location"] == "/staff/own/?said=added"
    assert press(client, "/staff/own/", {"act": "remove", "factor": str(only)}).status_code == 302
    assert app_secret(nora) == secret_on(page)
    assert len(RECOVERY.findall(press(client, "/staff/own/", {"act": "codes"}).content.decode())) == 10
