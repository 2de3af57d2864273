"""My signatures: the link, what it opens, and each act there."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import BEN, IDA, OSCAR, WEI, Person
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, publish_all, token_in
from undersigned.console.doctor import check_house
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.close_mine import close_mine
from undersigned.signatures.actions.correct_place import correct_place
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.forget_mine import forget_mine, forget_mine_of
from undersigned.signatures.actions.hide_name import hide_name
from undersigned.signatures.actions.open_mine import open_mine
from undersigned.signatures.actions.send_mine import send_mine
from undersigned.signatures.actions.set_updates import set_updates
from undersigned.signatures.actions.show_name import show_name
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.mine import mine_link, opened_mine, own_signatures, taken_out
from undersigned.signatures.models import LetterPlace, MineLetter, Signature
from undersigned.signatures.proofs import proofs_of
from undersigned.signatures.queries import recent_signers

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def asked(office: PostOffice, person: Person, now: datetime) -> str:
    """The token of the letter that this person gets when they ask."""
    send_mine(email=person.email, language=person.language, now=now)
    deliver_all(now=now)
    return token_in(office.last(person.email))


def the_row(person: Person = OSCAR) -> uuid.UUID:
    [own] = own_signatures(person.email, "en")
    return own.id


def test_a_link_opens_once_and_for_fifteen_minutes(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    token = asked(mailbox, OSCAR, now)
    assert mine_link(token, now) == OSCAR.email
    kept = open_mine(token=token, now=now)
    assert kept is not None
    assert kept != token
    mine = opened_mine(token, kept, "en", now + 14 * MINUTE)
    assert mine is not None
    assert [one.slug for one in mine.signatures] == [petition.slug]
    assert opened_mine(token, kept, "en", now + 15 * MINUTE) is None
    assert open_mine(token=token, now=now) is None
    assert mine_link(token, now) is None
    for wrong in ("", token, kept[:-1], "A" * 43, "\u00e9" * 43):
        assert opened_mine(token, wrong, "en", now) is None


def test_one_link_does_not_open_another_mailbox(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    own, other = asked(mailbox, OSCAR, now), asked(mailbox, WEI, now)
    kept = open_mine(token=own, now=now)
    assert kept is not None
    assert open_mine(token=other, now=now) is not None
    assert opened_mine(other, kept, "en", now) is None


def test_a_link_lives_an_hour_from_its_sending(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    token = asked(mailbox, OSCAR, now)
    assert mine_link(token, now + 59 * MINUTE) is not None
    assert mine_link(token, now + HOUR) is None
    assert open_mine(token=token, now=now + HOUR) is None


def test_done_is_done(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    token = asked(mailbox, OSCAR, now)
    kept = open_mine(token=token, now=now)
    assert kept is not None
    close_mine(kept=kept, now=now + MINUTE)
    assert opened_mine(token, kept, "en", now + MINUTE) is None
    close_mine(kept="nonsense", now=now)


def test_letters_say_what_is_true(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    for person in (OSCAR, WEI):
        send_mine(email=person.email, language="en", now=now)
    deliver_all(now=now)
    assert mailbox.last(OSCAR.email).subject == "Your signatures on Undersigned"
    assert "/en/mine/" in mailbox.last(OSCAR.email).link
    letter = mailbox.last(WEI.email)
    assert letter.subject == "Nothing is signed with this address on Undersigned"
    assert "/mine/" not in letter.text + letter.html
    erase(signature_id=the_row(), email=OSCAR.email, now=now)
    send_mine(email=OSCAR.email, language="en", now=now + MINUTE)
    deliver_all(now=now + MINUTE)
    assert mailbox.last(OSCAR.email).subject == "Nothing is signed with this address on Undersigned"


def test_asking_is_the_same_work_for_every_address(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    works = []
    for email in (OSCAR.email, "stranger@nobody.example"):
        with CaptureQueriesContext(connection) as queries:
            send_mine(email=email, language="en", now=now)
        works.append([query["sql"].split(" ")[0] for query in queries])
    assert works[0] == works[1]


def test_letters_have_a_cap_of_their_own(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    before = len(mailbox.to(OSCAR.email))
    for person, most in ((OSCAR, 3), (WEI, 2)):
        for minute in range(20):
            send_mine(email=person.email, language="en", now=now + minute * MINUTE)
            deliver_all(now=now + minute * MINUTE)
        assert len(mailbox.to(person.email)) - (before if person is OSCAR else 0) == most
    make_signed(petition, WEI, now=now + 30 * MINUTE)
    deliver_all(now=now + 30 * MINUTE)
    assert mailbox.last(WEI.email).code


def test_old_links_are_forgotten(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    send_mine(email=OSCAR.email, language="en", now=now)
    assert forget_mine(now=now + DAY) == 0
    assert forget_mine(now=now + DAY + MINUTE) == 1
    send_mine(email=OSCAR.email, language="en", now=now)
    assert forget_mine_of(email=OSCAR.email) == 1
    assert MineLetter.objects.count() == 0


def test_every_petition_and_both_people_of_a_household(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    other = make_published(now, title="A bell for the ferry")
    for person in (IDA, BEN):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    make_signed(other, IDA, now=now + MINUTE)
    make_confirmed(other, OSCAR, mailbox=mailbox, now=now)
    found = own_signatures(IDA.email, "en")
    assert [(one.slug, one.name, one.state) for one in found] == [
        (other.slug, IDA.name, "pending"),
        (petition.slug, IDA.name, "confirmed"),
        (petition.slug, BEN.name, "confirmed"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_petitions(house: object, mailbox: PostOffice, now: datetime, number: int) -> None:
    for one in range(number):
        make_confirmed(make_published(now, title=f"Lamp {one}"), OSCAR, mailbox=mailbox, now=now)
    with CaptureQueriesContext(connection) as queries:
        assert len(own_signatures(OSCAR.email, "en")) == number
    assert len(queries) == 3


def test_a_petition_without_keys_is_left_out(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    destroy_petition_keys(petition.pid)
    assert own_signatures(OSCAR.email, "en") == ()


def test_a_name_is_shown_and_hidden(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    publish_all(now=now)
    assert recent_signers(petition, 5) == []
    assert show_name(signature_id=the_row())
    assert not show_name(signature_id=the_row())
    assert recent_signers(petition, 5) == [OSCAR.name]
    assert hide_name(signature_id=the_row())
    assert recent_signers(petition, 5) == []


def test_a_place_is_corrected_and_the_receipt_stays(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    publish_all(now=now)
    before = proofs_of(the_row())
    assert before is not None
    assert before.receipt
    assert correct_place(signature_id=the_row(), place="Ardmore")
    assert own_signatures(OSCAR.email, "en")[0].place == "Ardmore"
    assert proofs_of(the_row()) == before


def test_updates_on_and_off(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    for wants in (True, False, False):
        assert set_updates(signature_id=the_row(), wants=wants)
        assert own_signatures(OSCAR.email, "en")[0].updates is wants


def test_nothing_can_be_done_to_who_is_gone(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = the_row()
    withdraw(signature_id=row, now=now)
    for again in (row, uuid.uuid4()):
        assert not show_name(signature_id=again)
        assert not correct_place(signature_id=again, place="X")
        assert not set_updates(signature_id=again, wants=True)
        assert proofs_of(again) is None
    assert not erase(signature_id=uuid.uuid4(), email=OSCAR.email, now=now)


@pytest.mark.parametrize("stage", ["pending", "confirmed", "counted", "withdrawn"])
def test_erased_is_gone_in_every_state_and_may_sign_again(
    petition: Petition, mailbox: PostOffice, now: datetime, stage: str
) -> None:
    make_confirmed(petition, WEI, mailbox=mailbox, now=now)
    make_signed(petition, OSCAR, now=now, show_name="1")
    if stage != "pending":
        make_confirmed(petition, OSCAR, mailbox=mailbox, now=now, show_name="1")
    if stage in ("counted", "withdrawn"):
        publish_all(now=now)
    row = the_row()
    if stage == "withdrawn":
        withdraw(signature_id=row, now=now)
    assert erase(signature_id=row, email=OSCAR.email, now=now)
    assert not erase(signature_id=row, email=OSCAR.email, now=now)
    assert own_signatures(OSCAR.email, "en") == ()
    assert not Signature.objects.filter(pk=row).exists()
    assert LetterPlace.objects.count() == 1, "only the other signer's"
    later = publish_all(now=now + MINUTE)
    assert shown_count(petition.pid, later).count == 1
    assert recent_signers(petition, 5) == []
    assert check_house(later).findings == []
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=later)
    later = publish_all(now=later)
    assert shown_count(petition.pid, later).count == 2
    assert check_house(later).findings == []


def test_a_withdrawal_and_an_erasure_look_alike_in_the_log(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    publish_all(now=now)
    withdraw(signature_id=the_row(OSCAR), now=now)
    erase(signature_id=the_row(WEI), email=WEI.email, now=now)
    kinds = Event.objects.filter(type__in=["withdraw", "invalidate"]).values_list("type", "fields")
    assert list(kinds) == [("withdraw", "")] * 2


def test_what_is_taken_out_is_all_that_is_kept(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    publish_all(now=now)
    data = taken_out(OSCAR.email, the_row())
    assert data is not None
    assert (data["name"], data["email"], data["country"]) == (OSCAR.name, OSCAR.email, OSCAR.country)
    assert data["receipt"].startswith("c2sp.org/tlog-proof@v1\n")
    assert len(data["consent"]) == 5
    assert taken_out(replace(OSCAR, email="other@one.example").email, the_row()) is None
