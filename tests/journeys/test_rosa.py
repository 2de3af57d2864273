"""Rosa signs, holds her proof in her hand, sees all that is hers, takes it back and has herself erased."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client

from tests.cast import OSCAR, WEI, Person
from tests.journeys.conftest import Town, publish_petition
from undersigned.ledger.queries import log_vkey
from undersigned.signatures.models import LetterPlace, MineLetter, Signature
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.promises import open_promise
from undersigned.tlog.receipts import Checked, check_receipt

ROSA = Person("Rosa Kılıç", "rosa.receipt@brambleworth.example", "GB", "Ardmore")
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
ROW = re.compile(r'name="signature" value="([^"]+)"')


def checked(receipt: bytes) -> Checked:
    """What the receipt shows to somebody who has nothing but the log's key."""

    def opener(note: bytes) -> Checkpoint:
        key = parse_vkey(log_vkey() or "")
        return open_checkpoint(note, key.name, [key])

    return check_receipt(receipt, opener)


class Page:
    """Rosa's signatures, open in her browser."""

    def __init__(self, town: Town, person: Person) -> None:
        self.town, self.browser = town, Client()
        town.send(f"/{person.language}/mine/", {"email": person.email})
        self.path = urlsplit(town.letter(person).link).path
        assert self.browser.post(self.path, {"act": "open"}).status_code == 302

    def rows(self) -> list[str]:
        return list(dict.fromkeys(ROW.findall(self.browser.get(self.path).content.decode())))

    def act(self, act: str, row: str, **more: str) -> Any:
        answer = self.browser.post(self.path, {"act": act, "signature": row, **more})
        self.town.turn()
        return answer


def test_from_the_promise_to_the_erasure(town: Town, petition: str) -> None:
    other = publish_petition(town, title="A bell for the ferry", story="The ferry comes without a sound.")
    for person, slug in ((OSCAR, petition), (WEI, petition), (ROSA, petition), (ROSA, other)):
        town.sign(person, slug, place=person.place)
        thanks = town.confirm(person)
    ticket = TICKET.search(thanks.content.decode())
    assert ticket is not None
    key = parse_vkey(Client().get("/log/promise-vkey").content.decode().strip())
    promise = open_promise(town.send("/en/mine/proof", {"ticket": ticket[1], "act": "promise"}).content, key)
    receipt = town.send("/en/mine/proof", {"ticket": ticket[1], "act": "receipt"}).content
    assert checked(receipt).entry.pid == promise.pid

    page = Page(town, ROSA)
    first, second = page.rows()
    page.act("show", second)
    assert ROSA.name in town.read(f"/en/petitions/{petition}/")
    page.act("correct_place", second, place="Ballymore")
    data = page.act("take_out", second).json()
    assert (data["place"], data["petition"], data["state"]) == ("Ballymore", petition, "counted")
    assert checked(data["receipt"].encode()).entry.type == "sign"

    page.act("withdraw_now", second)
    assert town.count(petition) == 2
    assert ROSA.name not in town.read(f"/en/petitions/{petition}/")
    page.act("erase_now", second)
    assert town.count(petition) == 2, "who has withdrawn is not counted out twice"
    assert page.rows() == [first]
    page.act("erase_now", first)
    assert town.count(other) == 0
    assert Signature.objects.count() == 2
    assert MineLetter.objects.count() == 0
    assert nothing_left_of(ROSA)
    assert checked(receipt).index >= 0, "what she holds stays true: she had signed"
    assert town.send("/en/mine/proof", {"ticket": ticket[1]}).status_code == 404


def test_erased_she_may_sign_again(town: Town, petition: str) -> None:
    town.sign(ROSA, petition)
    town.confirm(ROSA)
    page = Page(town, ROSA)
    [row] = page.rows()
    page.act("erase_now", row)
    assert town.count(petition) == 0
    town.sign(ROSA, petition)
    town.confirm(ROSA)
    assert town.count(petition) == 1


def test_who_asks_without_having_signed_is_told(town: Town, petition: str) -> None:
    town.send("/en/mine/", {"email": ROSA.email})
    letter = town.letter(ROSA)
    assert "Nothing is signed with this address" in letter.subject
    town.later(timedelta(days=2))
    town.turn()
    assert MineLetter.objects.count() == 0, "and even that is forgotten"


def nothing_left_of(person: Person) -> bool:
    """No table holds the address's letters, name or mail address, and no place in the caps is hers."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                words = " ".join(str(value) for value in row)
                assert person.email not in words, table
                assert person.name not in words, table
    return LetterPlace.objects.count() == 2
