"""My signatures over HTTP: asking, the button, fifteen minutes, every act and every refusal."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import IDA, MEHTAP, OSCAR, WEI, Person
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, publish_all
from undersigned.petitions.models import Petition
from undersigned.signatures.models import MineLetter, Signature
from undersigned.signatures.queries import contents_of
from undersigned.web.acted import COOKIE
from undersigned.web.signer.acts import ACTS

pytestmark = pytest.mark.django_db
TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def petition(house: object, moment: datetime) -> Petition:
    return make_published(moment)


@pytest.fixture
def counted(petition: Petition, mailbox: PostOffice, moment: datetime) -> Petition:
    """Oscar's and Wei's signatures count."""
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=moment)
    publish_all(now=moment)
    return petition


def words(answer: Any) -> str:
    return " ".join(unescape(TAG.sub(" ", answer.content.decode())).split())


def link_for(person: Person, mailbox: PostOffice, language: str = "en") -> str:
    """The path of a fresh link out of this person's mailbox, asked for on the page."""
    assert Client().post(f"/{language}/mine/", {"email": person.email}).status_code == 200
    deliver_all(now=datetime.now(UTC))
    return urlsplit(mailbox.last(person.email).link).path


def opened(person: Person, mailbox: PostOffice) -> tuple[Client, str]:
    """A browser in which this person's page is open, and its path."""
    path = link_for(person, mailbox)
    client = Client()
    answer = client.post(path, {"act": "open"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    return client, path


def the_row(person: Person) -> Signature:
    rows = [
        row
        for row in Signature.objects.select_related("petition")
        if (found := contents_of(row)) is not None and found.email == person.email
    ]
    [row] = rows
    return row


def do(client: Client, path: str, act: str, row: Signature, **more: str) -> Any:
    return client.post(path, {"act": act, "signature": str(row.pk), **more})


def test_the_answer_to_asking_is_the_same_for_every_address(counted: Petition) -> None:
    seen, works = set(), set()
    for email in (OSCAR.email, "stranger@nobody.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post("/en/mine/", {"email": email})
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
        seen.add((answer.status_code, answer.content.decode().replace(email, ""), str(sorted(headers.items()))))
        works.add(tuple(query["sql"].split(" ")[0] for query in queries))
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
    assert len(seen) == len(works) == 1


def test_what_is_no_address_is_said(petition: Petition) -> None:
    for typed in ("", "nobody", "a b@c.example", "x" * 400 + "@long.example"):
        answer = Client().post("/en/mine/", {"email": typed})
        assert answer.status_code == 422
        assert "Error:" in words(answer)
    assert MineLetter.objects.count() == 0


def test_opening_the_link_changes_nothing(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    path = link_for(OSCAR, mailbox)
    for _ in range(3):
        scanner = Client()
        page = scanner.get(path)
        assert page.status_code == 200
        assert counted.slug not in page.content.decode()
        assert not page.cookies
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"
    assert MineLetter.objects.get().opened_until is None


def test_the_cookie_is_for_these_pages_alone(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    path = link_for(OSCAR, mailbox)
    answer = Client().post(path, {"act": "open"})
    kept = {
        name: (morsel["path"], morsel["max-age"], morsel["httponly"], morsel["samesite"])
        for name, morsel in answer.cookies.items()
        # Which tells nothing of anybody, and tests/web/test_acted.py of it.
        if name != COOKIE
    }
    assert kept == {f"mine-{code}": (f"/{code}/mine/", 900, True, "Lax") for code in ("en", "tr")}


def test_it_opens_once_in_one_browser_and_closes_by_itself(
    counted: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    client, path = opened(OSCAR, mailbox)
    page = client.get(path)
    assert counted.slug in page.content.decode()
    assert "Counts: it stands in the public log" in words(page)
    assert client.get(path.replace("/en/", "/tr/")).status_code == 200
    for stranger in (
        Client().get(path),
        Client().post(path, {"act": "open"}),
        Client().post(path, {"act": "erase_now"}),
    ):
        assert stranger.status_code == 404
    with time_machine.travel(moment + timedelta(minutes=16)):
        assert client.get(path).status_code == 404
        assert do(client, path, "erase_now", the_row(OSCAR)).status_code == 404
    assert the_row(OSCAR).state == "counted"


def test_done_closes_it(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    kept = client.cookies["mine-en"].value
    assert client.post(path, {"act": "done"}).status_code == 200
    client.cookies["mine-en"] = kept
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/en/mine/nonsense", "/en/mine/" + "A" * 43, "/tr/mine/%00", "/en/mine/é"])
def test_a_link_that_leads_nowhere(petition: Petition, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"act": "open"}).status_code == 404


def test_a_form_of_another_site_is_refused(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    form = {"act": "erase_now", "signature": str(the_row(OSCAR).pk)}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert client.post(path, form, headers=headers).status_code == 403
        assert client.post("/en/mine/", {"email": OSCAR.email}, headers=headers).status_code == 403
    assert the_row(OSCAR).state == "counted"


@pytest.mark.parametrize("act", sorted(ACTS))
def test_nobody_reaches_somebody_elses_signature(
    counted: Petition, mailbox: PostOffice, moment: datetime, act: str
) -> None:
    client, path = opened(OSCAR, mailbox)
    foreign = the_row(WEI)
    before = Signature.objects.filter(pk=foreign.pk).values().get()
    answer = do(client, path, act, foreign, place="X")
    assert answer.status_code == 404
    assert WEI.name not in answer.content.decode()
    assert Signature.objects.filter(pk=foreign.pk).values().get() == before
    for nonsense in ("", "x", "0"):
        assert client.post(path, {"act": act, "signature": nonsense}).status_code == 404


def test_an_act_that_is_none(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    assert do(client, path, "publish", the_row(OSCAR)).status_code == 404


def test_name_news_and_place(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    row = the_row(OSCAR)
    for act, said in (
        ("show", "Your name is shown"),
        ("hide", "Your name is not shown any more"),
        ("updates_on", "You will get the news"),
        ("updates_off", "You will get no more news"),
    ):
        answer = client.post(path, {"act": act, "signature": str(row.pk)}, follow=True)
        assert said in words(answer)
    page = do(client, path, "place", row)
    assert 'name="place"' in page.content.decode()
    refused = do(client, path, "correct_place", row, place="two\nlines")
    assert refused.status_code == 422
    assert "one line" in words(refused)
    answer = client.post(path, {"act": "correct_place", "signature": str(row.pk), "place": "Ardmore"}, follow=True)
    assert "Ardmore" in words(answer)


def test_receipt_and_promise_as_page_and_file(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    row = the_row(OSCAR)
    page = do(client, path, "proofs", row)
    assert "Your receipt" in words(page)
    assert "/en/receipt/#" in page.content.decode()
    receipt = do(client, path, "receipt", row)
    assert receipt["Content-Disposition"] == f'attachment; filename="receipt-{counted.slug}.tlog-proof"'
    assert receipt.content.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert "no-store" in receipt["Cache-Control"]
    promise = do(client, path, "promise", row)
    assert promise.content.startswith(b"testserver/log/promise\n")


def test_data_is_taken_out(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    answer = do(client, path, "take_out", the_row(OSCAR))
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json()["name"] == OSCAR.name
    assert answer.json()["receipt"].startswith("c2sp.org/tlog-proof@v1\n")


def test_withdrawing_asks_once_more(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    row = the_row(OSCAR)
    assert "Take your signature back?" in words(do(client, path, "withdraw", row))
    assert the_row(OSCAR).state == "counted"
    answer = client.post(path, {"act": "withdraw_now", "signature": str(row.pk)}, follow=True)
    assert "Taken back" in words(answer)
    assert Signature.objects.get(pk=row.pk).state == "withdrawn"
    assert "There is no receipt" in words(do(client, path, "proofs", row))


def test_erasing_the_last_one_erases_all(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    client, path = opened(OSCAR, mailbox)
    row = the_row(OSCAR)
    assert "Erase everything about you here?" in words(do(client, path, "erase", row))
    answer = do(client, path, "erase_now", row)
    assert "You are erased" in words(answer)
    assert not Signature.objects.filter(pk=row.pk).exists()
    assert MineLetter.objects.count() == 0
    assert client.get(path).status_code == 404


def test_erasing_one_of_two_leaves_the_other(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    other = make_published(moment, title="A bell for the ferry")
    make_signed(other, OSCAR, now=moment)
    deliver_all(now=moment)
    client, path = opened(OSCAR, mailbox)
    rows = Signature.objects.filter(petition=counted).select_related("petition")
    [own] = [row for row in rows if (found := contents_of(row)) is not None and found.email == OSCAR.email]
    answer = client.post(path, {"act": "erase_now", "signature": str(own.pk)}, follow=True)
    assert "You are erased from this petition" in words(answer)
    assert other.slug in answer.content.decode()
    assert counted.slug not in answer.content.decode()
    waiting = Signature.objects.get(petition=other)
    assert "The public count does not change" in words(do(client, path, "erase", waiting))


def test_it_speaks_turkish(counted: Petition, mailbox: PostOffice, moment: datetime) -> None:
    make_confirmed(counted, MEHTAP, mailbox=mailbox, now=moment)
    path = link_for(MEHTAP, mailbox, "tr")
    assert path.startswith("/tr/mine/")
    client = Client()
    assert client.post(path, {"act": "open"}).status_code == 302
    assert 'lang="tr"' in client.get(path).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_a_fixed_number_of_times(
    house: object, mailbox: PostOffice, moment: datetime, number: int
) -> None:
    for one in range(number):
        make_signed(make_published(moment, title=f"Lamp {one}"), IDA, now=moment)
    deliver_all(now=moment)
    client, path = opened(IDA, mailbox)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) == 4
