"""The public record of decisions as a page and as a feed: with none, with one, with more than a page."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.moderation.deciding import handed_in
from tests.signing import make_staff
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.record import PAGE_SIZE

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def titles() -> list[str]:
    answer = Client().get("/en/decisions/feed/")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=60"
    feed = ElementTree.fromstring(answer.content)
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    return [str(entry.findtext(f"{ATOM}title")) for entry in feed.iter(f"{ATOM}entry")]


def test_none_yet() -> None:
    page = Client().get("/en/decisions/").content.decode()
    assert "Nothing was decided yet." in page
    assert titles() == []


def test_one_and_two(now: datetime) -> None:
    nora = make_staff(now=now)
    publish(petition_id=handed_in(now - timedelta(days=3), title="A <lamp> & more").pk, by=nora, now=now)
    page = Client().get("/en/decisions/").content.decode()
    assert "A &lt;lamp&gt; &amp; more" in page
    assert "Half of all decisions came within 3 days" in page
    refuse(petition_id=handed_in(now, title="Not this").pk, words="Why.", code="decided", by=nora, now=now)
    assert titles() == ["Refused", "Published: A <lamp> & more"]
    page = Client().get("/en/decisions/").content.decode()
    assert "Already decided" in page
    assert "Not this" not in page


def test_pages_cost_the_same_for_many(now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    nora = make_staff(now=now)
    for number in range(PAGE_SIZE + 1):
        petition = handed_in(now, title=f"Lamp {number}")
        refuse(petition_id=petition.pk, words="Why.", code="decided", by=nora, now=now)
    with django_assert_num_queries(2):
        second = Client().get("/en/decisions/?page=2")
    assert second.content.decode().count("<b>Refused</b>") == 1
    assert Client().get("/en/decisions/").content.decode().count("<b>Refused</b>") == PAGE_SIZE
    for nonsense in ("0", "3", "x", "²", "-1", "999999999"):
        assert Client().get("/en/decisions/", {"page": nonsense}).status_code == 404
