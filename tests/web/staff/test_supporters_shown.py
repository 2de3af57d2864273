"""Moderators see how many supporters a petition has of how many, a number alone."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import IDA, NORA, OSCAR, SUHARSA, WEI
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.supporting import ask, choose, make_gathering, make_supporter, moderated, work
from tests.web.desk.visiting import moment, petition_of, sign_in
from undersigned.moderation.actions.publish import publish
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(house: object, mailbox: PostOffice, settings: Any) -> Client:
    choose(settings, supporters=3)
    make_staff(now=moment())
    return sign_in(NORA, mailbox)


def page_of(client: Client, petition: Petition) -> str:
    return str(client.get(f"/staff/petitions/{petition.slug}/").content.decode())


def test_the_queue_and_the_page_say_how_far_it_is(nora: Client, mailbox: PostOffice) -> None:
    petition = make_gathering(moment(), title="A bell for the ferry")
    for person in (OSCAR, IDA):
        make_supporter(petition, person, mailbox=mailbox, now=moment())
    work(moment())
    queue = nora.get("/staff/?state=gathering").content.decode()
    assert "Looking for supporters (1)" in queue
    for page in (queue, page_of(nora, petition)):
        assert "2 of 3 supporters have confirmed." in page
        for person in (OSCAR, IDA):
            assert person.name not in page
            assert person.email not in page
    assert "The search ends on" in page_of(nora, petition)
    assert "/delete/" not in page_of(nora, petition)


def test_who_has_only_signed_moves_no_number(nora: Client, mailbox: PostOffice) -> None:
    petition = make_gathering(moment(), title="A bell for the ferry")
    before = nora.get("/staff/?state=gathering").content
    ask(petition, WEI, now=moment())
    work(moment())
    assert "0 of 3 supporters have confirmed." in before.decode()
    assert "0 of 3 supporters have confirmed." in nora.get("/staff/?state=gathering").content.decode()


def test_while_it_waits_it_has_them_and_once_public_its_number_is_another(
    nora: Client, mailbox: PostOffice, settings: Any
) -> None:
    choose(settings, supporters=2)
    held = moderated(make_gathering(moment()), mailbox, moment())
    work(moment())
    assert "2 of 2 supporters have confirmed." in nora.get("/staff/").content.decode()
    page = page_of(nora, held)
    assert "2 of 2 supporters have confirmed." in page
    assert "The search ends on" not in page
    publish(petition_id=held.pk, by=make_staff(now=moment(), person=SUHARSA), now=moment())
    assert "supporters have confirmed" not in page_of(nora, held)
    assert "supporters have confirmed" not in nora.get("/staff/?state=published").content.decode()


def test_a_petition_that_asked_for_none_says_nothing(nora: Client) -> None:
    petition = petition_of(publication="moderated")
    assert "confirmed." not in nora.get("/staff/").content.decode()
    assert "supporters have confirmed" not in page_of(nora, petition)


def test_one_and_three_cost_the_same(nora: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_gathering(moment(), title="Lamp one")
    with django_assert_num_queries(10):
        nora.get("/staff/?state=gathering")
    make_gathering(moment(), title="Lamp two")
    make_gathering(moment(), title="Lamp three", person=OSCAR)
    with django_assert_num_queries(10):
        nora.get("/staff/?state=gathering")
