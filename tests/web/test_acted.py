"""Whoever has acted carries it for a moment; whoever only reads or signs carries nothing."""

from datetime import UTC, datetime

from django.test import Client

from tests.cast import MEHTAP, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.web.public.sending import sign
from undersigned.web.acted import COOKIE, LIVES_SECONDS


def test_an_act_is_carried_for_ten_seconds(client: Client, db: None, mailbox: PostOffice) -> None:
    answer = client.post("/en/desk/sign-in/", {"email": MEHTAP.email})
    assert answer.status_code < 400
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("1", LIVES_SECONDS, "/")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_what_was_refused_is_no_act(client: Client, db: None) -> None:
    answer = client.post("/staff/petitions/no-such/publish", {})
    assert COOKIE not in answer.cookies or answer.status_code < 400
    assert COOKIE not in client.get("/en/desk/sign-in/").cookies


def test_a_signer_carries_nothing(client: Client, db: None, mailbox: PostOffice) -> None:
    petition = make_published(datetime.now(UTC))
    answer = sign(client, petition, OSCAR)
    assert answer.status_code == 200
    assert not answer.cookies
