"""Makers lead where they say, with real letters and a real log."""

from datetime import datetime

import pytest

from tests.cast import BEN, EVERYBODY, IDA, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, publish_all, states_of
from undersigned.ledger.queries import shown_count

pytestmark = pytest.mark.django_db


def test_from_a_wish_to_the_public_count(mailbox: PostOffice, now: datetime) -> None:
    petition = make_published(now, goal=25_000)
    make_signed(petition, OSCAR, now=now)
    assert states_of(petition, OSCAR) == ["pending"]
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    assert states_of(petition, OSCAR) == ["confirmed"]
    shown_at = publish_all(now=now)
    assert states_of(petition, OSCAR) == ["counted"]
    assert shown_count(petition.pid, shown_at).count == 1


def test_everybody_of_the_cast_can_sign(mailbox: PostOffice, now: datetime) -> None:
    petition = make_published(now)
    people = [person for person in EVERYBODY if person is not BEN]
    for person in people:
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    assert shown_count(petition.pid, publish_all(now=now)).count == len(people)


def test_a_household_has_two_places(mailbox: PostOffice, now: datetime) -> None:
    petition = make_published(now)
    assert make_confirmed(petition, IDA, mailbox=mailbox, now=now) == 1
    make_signed(petition, BEN, now=now)
    assert deliver_all(now=now) == 1
    assert len(mailbox.to(IDA.email)) == 2
