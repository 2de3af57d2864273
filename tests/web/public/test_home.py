"""The door that chooses a language, and the first page."""

from datetime import datetime

import pytest
from django.test import Client

from tests.makers import make_published
from undersigned.petitions.models import Petition

QUERIES = 9


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("tr", "tr"),
        ("tr-TR,tr;q=0.9,en;q=0.1", "tr"),
        ("de;q=1, tr;q=0.4, en;q=0.3", "tr"),
        ("en-GB,tr;q=0.5", "en"),
        ("ja", "en"),
        ("", "en"),
        ("*", "en"),
        (";;;q=x," * 50, "en"),
    ],
)
def test_the_browsers_wish_chooses_the_language(client: Client, wish: str, language: str) -> None:
    answer = client.get("/", headers={"accept-language": wish})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in answer["Vary"]
    assert not answer.cookies


def test_the_first_page_without_a_petition(client: Client, db: None) -> None:
    page = client.get("/en/").content.decode()
    assert "Put your name to it." in page
    assert "/en/start/" in page
    assert "Newest" not in page


def test_the_first_page_shows_petitions_once_each(client: Client, petition: Petition) -> None:
    answer = client.get("/tr/")
    assert answer.content.decode().count(f'href="/tr/petitions/{petition.slug}/"') == 1
    assert answer["Cache-Control"] == "public, max-age=10"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("how_many", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    client: Client, petition: Petition, moment: datetime, how_many: int, django_assert_num_queries: object
) -> None:
    for number in range(1, how_many):
        make_published(moment, title=f"Footbridge {number}")
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(QUERIES):
        client.get("/en/")
