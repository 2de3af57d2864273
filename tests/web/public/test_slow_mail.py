"""Whoever waits for a letter learns that letters are slow, and nothing about anybody's."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import MEHTAP, OSCAR, VICTOR
from tests.post_office import PostOffice
from tests.web.public.sending import sign
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.waiting import letters_take

pytestmark = pytest.mark.django_db


def slow_since(moment: datetime, minutes: int) -> None:
    Signature.objects.update(letter_due=moment - timedelta(minutes=minutes))
    cache.clear()


def test_the_page_says_when_letters_are_slow(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    assert "Letters are taking" not in sign(client, petition, OSCAR).content.decode()
    slow_since(moment, 42)
    new, again = (sign(client, petition, person).content.decode() for person in (VICTOR, OSCAR))
    for page in (new, again):
        assert "Letters are taking about 42 minutes at the moment." in page


def test_what_is_asked_again_within_seconds_is_not_asked_of_the_database(
    client: Client, petition: Petition, moment: datetime, django_assert_num_queries
) -> None:
    sign(client, petition, MEHTAP)
    slow_since(moment, 5)
    assert letters_take(petition.pk, moment) == timedelta(minutes=5)
    with django_assert_num_queries(0):
        assert letters_take(petition.pk, moment) == timedelta(minutes=5)


def test_two_minutes_are_not_worth_a_word(client: Client, petition: Petition, moment: datetime) -> None:
    sign(client, petition, MEHTAP)
    slow_since(moment, 2)
    assert letters_take(petition.pk, moment) is None
    assert letters_take(petition.pk + 1, moment) is None
