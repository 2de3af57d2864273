"""The list of petitions."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from tests.cast import OSCAR
from tests.makers import make_held, make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, publish_all
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition

QUERIES = 8


@pytest.mark.parametrize("how_many", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    client: Client, petition: Petition, moment: datetime, how_many: int, django_assert_num_queries: object
) -> None:
    for number in range(1, how_many):
        make_published(moment, title=f"Footbridge {number}")
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(QUERIES):
        page = client.get("/en/petitions/").content.decode()
    assert page.count("<article") == how_many
    assert f"{how_many} petition{'s' if how_many > 1 else ''}<" in page


def test_an_empty_list_says_so(client: Client, db: None) -> None:
    assert "There is no petition here yet." in client.get("/en/petitions/").content.decode()


def test_what_is_not_public_is_not_listed(client: Client, db: None, moment: datetime) -> None:
    held = make_held(moment, title="Held back")
    assert held.slug not in client.get("/en/petitions/").content.decode()


def test_closed_ones_are_not_among_those_still_open(client: Client, petition: Petition, moment: datetime) -> None:
    make_published(moment, title="Another bridge")
    close(petition_id=petition.pk, now=moment)
    assert petition.slug in client.get("/en/petitions/").content.decode()
    page = client.get("/en/petitions/?sort=open").content.decode()
    assert petition.slug not in page
    assert "another-bridge" in page


def test_the_most_signed_stand_first_with_the_number_of_their_pages(
    client: Client, petition: Petition, moment: datetime, mailbox: PostOffice
) -> None:
    other = make_published(moment, title="Another bridge")
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=moment)
    with time_machine.travel(publish_all(now=moment)):
        page = client.get("/en/petitions/?sort=most_signed").content.decode()
        assert 0 < page.index(petition.slug) < page.index(other.slug)
        assert "<b><bdi>1</bdi></b>" in page
        assert "1</bdi></b> has signed" in client.get(f"/en/petitions/{petition.slug}/").content.decode()


def test_pages(client: Client, petition: Petition, moment: datetime) -> None:
    for number in range(20):
        make_published(moment, title=f"Footbridge {number}")
    first = client.get("/en/petitions/").content.decode()
    assert first.count("<article") == 20
    assert 'href="?page=2"' in first
    second = client.get("/en/petitions/?page=2").content.decode()
    assert second.count("<article") == 1
    assert 'aria-current="page">2<' in second
    assert 'href="?sort=most_signed&amp;page=2"' not in client.get("/en/petitions/?sort=open").content.decode()
    assert 'href="?sort=open&amp;page=2"' in client.get("/en/petitions/?sort=open").content.decode()


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=2", "page=x", "page=", "page=٣", "page=" + "9" * 400, "sort=secret", "page=1%00"],
)
def test_what_is_no_page_of_the_list(client: Client, petition: Petition, query: str) -> None:
    assert client.get(f"/en/petitions/?{query}").status_code == 404
