"""Promise and receipt in the hand of whoever has just confirmed; the page that checks a receipt."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.cast import OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_signed, publish_all, token_in
from undersigned.ledger.queries import log_vkey
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.models import Signature
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.promises import open_promise
from undersigned.tlog.receipts import check_receipt

pytestmark = pytest.mark.django_db
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture
def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def petition(house: object, moment: datetime) -> Petition:
    return make_published(moment)


@pytest.fixture
def thanks(petition: Petition, mailbox: PostOffice, moment: datetime) -> str:
    """The page that thanks Oscar."""
    make_signed(petition, OSCAR, now=moment)
    deliver_all(now=moment)
    answer = Client().post(f"/en/confirm/{token_in(mailbox.last(OSCAR.email))}", {"act": "confirm"})
    assert answer.status_code == 200
    return answer.content.decode()


def ask(ticket: str, act: str = "proofs") -> Any:
    return Client().post("/en/mine/proof", {"ticket": ticket, "act": act})


def ticket_in(page: str) -> str:
    found = TICKET.search(page)
    assert found is not None
    return found[1]


def opener(note: bytes) -> Checkpoint:
    key = parse_vkey(log_vkey() or "")
    return open_checkpoint(note, key.name, [key])


def test_the_promise_is_on_the_thank_you_page(thanks: str, petition: Petition) -> None:
    ticket = ticket_in(thanks)
    answer = ask(ticket, "promise")
    assert answer["Content-Disposition"] == f'attachment; filename="promise-{petition.slug}.txt"'
    published = parse_vkey(Client().get("/log/promise-vkey").content.decode().strip())
    promise = open_promise(answer.content, published)
    assert promise.pid == petition.pid
    assert promise.origin + "/promise" in thanks


def test_the_receipt_comes_with_the_round(thanks: str, petition: Petition, moment: datetime) -> None:
    ticket = ticket_in(thanks)
    assert "Your promise" in ask(ticket).content.decode()
    assert "Your promise" in ask(ticket, "receipt").content.decode(), "no file before there is one"
    publish_all(now=moment)
    assert "Your receipt" in ask(ticket).content.decode()
    checked = check_receipt(ask(ticket, "receipt").content, opener)
    assert checked.entry.pid == petition.pid


def test_a_ticket_that_gives_nothing(thanks: str) -> None:
    row = Signature.objects.get()
    ticket = ticket_in(thanks)
    assert Client().get("/en/mine/proof")["Location"] == "/en/mine/"
    erase(signature_id=row.pk, email=OSCAR.email, now=datetime.now(UTC))
    for gone in (ticket, "", "x", "A" * 56):
        answer = ask(gone)
        assert answer.status_code == 404
        assert OSCAR.name not in answer.content.decode()


def test_the_handle_of_signing_is_no_ticket(
    petition: Petition, mailbox: PostOffice, moment: datetime, thanks: str
) -> None:
    """Whoever typed somebody's address holds a handle; it must not show that they confirmed."""
    signed = make_signed(petition, OSCAR, now=moment)
    assert ask(signed.handle).status_code == 404
    deliver_all(now=moment)
    assert ask(token_in(mailbox.last(OSCAR.email))).status_code == 404


def test_the_letters_link_shows_it_again(thanks: str, mailbox: PostOffice) -> None:
    path = f"/en/confirm/{token_in(mailbox.last(OSCAR.email))}"
    assert "Show my promise and receipt" in Client().get(path).content.decode()
    assert ticket_in(Client().post(path, {"act": "proofs"}).content.decode())


def test_asking_for_proofs_confirms_nothing(petition: Petition, mailbox: PostOffice, moment: datetime) -> None:
    make_signed(petition, OSCAR, now=moment)
    deliver_all(now=moment)
    answer = Client().post(f"/en/confirm/{token_in(mailbox.last(OSCAR.email))}", {"act": "proofs"})
    assert "Confirm my signature" in answer.content.decode()
    assert Signature.objects.get().state == "pending"


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_page_that_checks_is_the_same_for_everybody(petition: Petition, moment: datetime, language: str) -> None:
    publish_all(now=moment)
    first, second = (Client().get(f"/{language}/receipt/") for _ in range(2))
    assert first.status_code == 200
    assert first.content == second.content
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    assert (log_vkey() or "nothing") in first.content.decode()
    assert "undersigned verify receipt" in first.content.decode()
    assert Client().post(f"/{language}/receipt/").status_code == 405


def test_it_works_before_the_logs_first_start(house: object) -> None:
    assert Client().get("/en/receipt/").status_code == 200
