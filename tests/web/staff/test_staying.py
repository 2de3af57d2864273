"""How long a browser of the staff stays signed in, and where its forms lead when it no longer is."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.cast import NORA, OSCAR
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from tests.web.desk.visiting import CSRF, moment, sign_in
from undersigned.accounts.actions.withdraw_role import withdraw_role
from undersigned.accounts.models import Account, StaffSession
from undersigned.accounts.queries import account_by_email

pytestmark = pytest.mark.django_db
IDLE = timedelta(minutes=31)


@pytest.fixture
def nora(mailbox: PostOffice) -> Client:
    """Signed in with both factors."""
    make_staff(now=moment(), role="administrator")
    return sign_in(NORA, mailbox)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(nora: Client) -> None:
    start = moment()
    for minutes in (10, 20, 29):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert nora.get("/staff/integrity/campaigns/1/?progress").status_code == 404
    with time_machine.travel(start + IDLE):
        assert nora.get("/staff/integrity/campaigns/1/?progress").status_code == 302
        assert not StaffSession.objects.exists()


def test_who_looks_at_pages_stays(nora: Client) -> None:
    start = moment()
    for minutes in (20, 40, 60):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert nora.get("/staff/").status_code == 200


def test_with_the_role_went_the_session_on_every_page(nora: Client) -> None:
    oscar = make_staff(now=moment(), person=OSCAR, role="administrator")
    person = account_by_email(NORA.email)
    assert person is not None
    withdraw_role(account_id=person.pk, reason="Left.", by=oscar, now=moment())
    assert "/sign-in/" in nora.get("/en/desk/")["Location"]
    assert nora.get("/en/desk/").status_code == 302
    assert "/sign-in/" in nora.get("/staff/")["Location"]


def test_who_lost_the_role_signs_in_again_as_a_starter(nora: Client, mailbox: PostOffice) -> None:
    oscar = make_staff(now=moment(), person=OSCAR, role="administrator")
    withdraw_role(account_id=Account.objects.exclude(pk=oscar.pk).get().pk, reason="Left.", by=oscar, now=moment())
    # The letter that says so leaves before the one that signs in.
    deliver_all(now=moment())
    again = sign_in(NORA, mailbox)
    assert again.get("/en/desk/").status_code == 200
    assert again.get("/staff/").status_code == 404


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("http://testserver/staff/reports/?page=2", "next=%2Fstaff%2Freports%2F%3Fpage%3D2"),
        ("http://elsewhere.example/staff/reports/", ""),
        ("http://testserver//elsewhere.example/", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_after_a_late_form_one_comes_back_to_its_page(nora: Client, before: str, wanted: str) -> None:
    token = CSRF.search(nora.get("/staff/house/switches/").content.decode())
    assert token is not None
    headers = {"referer": before} if before else {}
    with time_machine.travel(moment() + IDLE):
        typed = {"words": "Too late.", "csrfmiddlewaretoken": token[1]}
        sent_away = nora.post("/staff/petitions/some/refuse", typed, headers=headers)
    path, _mark, query = sent_away["Location"].partition("?")
    assert (path, query) == ("/en/desk/sign-in/", wanted)
