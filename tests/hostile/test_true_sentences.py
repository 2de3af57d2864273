"""The sentence under the counter, with real signatures in the real log: page, JSON and list say one number."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.cast import Y
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, publish_all
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
TALLY = re.compile(r"<[^>]+>")


def people(petition: Petition, number: int, mailbox: PostOffice, now: datetime) -> None:
    """So many more have signed and confirmed."""
    start = Signature.objects.count()
    for one in range(start, start + number):
        make_confirmed(petition, replace(Y, email=f"person{one}@many.example"), mailbox=mailbox, now=now)


def sentence(petition: Petition) -> str:
    """What stands under the counter, as text; the JSON and the list have the same number."""
    page = Client().get(f"/en/petitions/{petition.slug}/tally").content.decode()
    numbers = Client().get(f"/api/v1/petitions/{petition.slug}/count").json()
    words = " ".join(TALLY.sub(" ", page).split())
    assert f"Our goal is {numbers['goal']:,}." in words
    assert f"{numbers['signature_count']:,} ha" in words
    listed = " ".join(TALLY.sub(" ", Client().get("/en/petitions/").content.decode()).split())
    assert petition.slug in Client().get("/en/petitions/").content.decode()
    assert str(numbers["signature_count"]) in listed
    return re.sub(r"\d\d:\d\d UTC", "NOW", words)


def test_from_alone_to_ties_to_the_lead_and_back(mailbox: PostOffice, moment: datetime) -> None:
    one = make_published(moment, title="First", goal=3)
    publish_all(now=moment - timedelta(minutes=59))
    assert "It is the only petition on this site so far (as of NOW)." in sentence(one)

    two = make_published(moment, title="Second", goal=3)
    people(two, 3, mailbox, moment)
    publish_all(now=moment - timedelta(minutes=58))
    # Second has exactly First's goal: reaching it only draws level.
    assert "At 3 it draws level with another petition: they share the 1st place of 2 on this site" in sentence(one)
    assert "It is already the most signed of 2 petitions on this site (as of NOW)." in sentence(two)

    people(two, 1, mailbox, moment)
    three = make_published(moment, title="Third", goal=5)
    publish_all(now=moment - timedelta(minutes=57))
    assert "At 3 it becomes the 2nd most signed of 3 petitions on this site" not in sentence(three)
    assert "At 5 it becomes the most signed of 3 petitions on this site (as of NOW)." in sentence(three)
    # First and Third have none: at 3 First would have one above, as now.
    assert "At 3 it is still the 2nd most signed of 3 petitions on this site (as of NOW)." in sentence(one)

    withdraw(signature_id=Signature.objects.filter(petition=two).latest("created_at").pk, now=moment)
    publish_all(now=moment - timedelta(minutes=56))
    assert "3 have signed" in sentence(two)
    assert "draws level with another petition" in sentence(one)

    take_down(petition_id=two.pk, words="A copied text.", now=moment)
    publish_all(now=moment - timedelta(minutes=55))
    assert "At 3 it becomes the most signed of 2 petitions on this site (as of NOW)." in sentence(one)
    assert Client().get(f"/api/v1/petitions/{one.slug}/count").json()["of"] == 2


def test_a_goal_is_reached_when_the_count_equals_it_and_comes_back_after_a_removal(
    mailbox: PostOffice, moment: datetime
) -> None:
    petition = make_published(moment, goal=2)
    people(petition, 1, mailbox, moment)
    publish_all(now=moment - timedelta(minutes=54))
    assert "1 has signed. Our goal is 2." in sentence(petition)
    people(petition, 1, mailbox, moment)
    publish_all(now=moment - timedelta(minutes=53))
    assert "2 have signed. Our goal is 100." in sentence(petition)
    withdraw(signature_id=Signature.objects.latest("created_at").pk, now=moment)
    publish_all(now=moment - timedelta(minutes=52))
    assert "1 has signed. Our goal is 2." in sentence(petition)


def test_what_nobody_confirmed_moves_no_number(petition: Petition, mailbox: PostOffice, moment: datetime) -> None:
    people(petition, 1, mailbox, moment)
    assert "0 have signed." in sentence(petition)
    publish_all(now=moment - timedelta(minutes=51))
    assert "1 has signed." in sentence(petition)
