"""What programs read: the page's own numbers, cacheable by anybody, the same for everybody."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.makers import make_draft, make_held, make_photo, make_published
from undersigned.ledger.models import Event, PublishedCount
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.mark_sensitive import mark_sensitive
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.queries.pages import petition_page
from undersigned.petitions.rules.drafts import DraftChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(HTTP_ACCEPT_LANGUAGE="tr", HTTP_COOKIE="sessionid=x")


@pytest.fixture
def counted(now):
    petition = make_published(now, goal=25_000)
    at = datetime(2026, 3, 3, 12, 0, 7, 123456, tzinfo=UTC)
    PublishedCount.objects.create(pid=petition.pid, count=1234, counted_at=at, log_size=4321, show_at=at)
    return petition


def test_the_count(client, counted):
    answer = client.get(f"/api/v1/petitions/{counted.slug}/count")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "signature_count": 1234,
        "goal": 25_000,
        "counted_at": "2026-03-03T12:00:07.123456Z",
        "pid": counted.pid,
        "version": 1,
        "log_size": 4321,
        "rank": 1,
        "of": 1,
        "sensitive": False,
        "waits_seconds": 0,
    }


def test_a_sensitive_petition_says_how_old_its_number_may_be(client, counted, settings):
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"sensitive_seconds": 1800})
    address = f"/api/v1/petitions/{counted.slug}"
    before = client.get(f"{address}/count")
    assert mark_sensitive(petition_id=counted.pk, by="tests", now=counted.published_at)
    for answer in (client.get(f"{address}/count"), client.get(address)):
        said = answer.json()
        assert (said["sensitive"], said["waits_seconds"], said["signature_count"]) == (True, 1800, 1234)
    assert client.get(f"{address}/count", headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_the_count_of_what_nobody_has_signed(client, now):
    answer = client.get(f"/api/v1/petitions/{make_published(now).slug}/count").json()
    assert (answer["signature_count"], answer["goal"], answer["counted_at"]) == (0, 100, None)


def test_every_answer_may_be_kept_and_shared(client, counted):
    for address in ("", "/count", "/versions/1.txt", "/rules.txt"):
        answer = client.get(f"/api/v1/petitions/{counted.slug}{address}")
        assert answer.status_code == 200
        assert answer["Cache-Control"].startswith("public, max-age=")
        assert "s-maxage=" in answer["Cache-Control"]
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Vary" not in answer
        assert "Set-Cookie" not in answer
        same = client.get(f"/api/v1/petitions/{counted.slug}{address}", headers={"If-None-Match": answer["ETag"]})
        assert (same.status_code, same.content) == (304, b"")
        assert same["ETag"] == answer["ETag"]
        assert same["Access-Control-Allow-Origin"] == "*"
        head = client.head(f"/api/v1/petitions/{counted.slug}{address}")
        assert (head.status_code, head["ETag"]) == (200, answer["ETag"])


def test_a_new_number_has_a_new_tag(client, counted):
    before = client.get(f"/api/v1/petitions/{counted.slug}/count")["ETag"]
    assert client.get(f"/api/v1/petitions/{counted.slug}/count")["ETag"] == before
    PublishedCount.objects.filter(pid=counted.pid).update(count=1235)
    assert client.get(f"/api/v1/petitions/{counted.slug}/count", headers={"If-None-Match": before}).status_code == 200


def test_a_petition_says_what_its_page_says(client, now):
    held = make_held(now, language="ar")
    make_photo(held, now)
    petition = publish(petition_id=held.pk, now=now)
    answer = client.get(f"/api/v1/petitions/{petition.slug}").json()
    page = petition_page(petition, "en", now)
    assert answer["texts"] == [
        {"language": "ar", "direction": "rtl", "title": page.text.title, "story_html": page.text.story_html}
    ]
    assert answer["url"] == f"http://testserver/en/petitions/{petition.slug}/"
    assert [one["name"] for one in answer["addressees"]] == [one.name for one in page.addressees]
    assert answer["sources"][0]["title"] == "Timetable 2026"
    assert page.photo is not None
    assert answer["photo"]["src"] == f"http://testserver{page.photo.src}"
    assert (answer["state"], answer["language"], answer["handover"]) == ("published", "ar", "number")
    assert (answer["published_at"], answer["closed_at"]) == ("2026-03-03T12:00:00Z", None)
    assert (answer["signature_count"], answer["goal"], answer["pid"]) == (0, 100, petition.pid)


def test_the_hashed_bytes_are_served(client, now):
    petition = make_published(now)
    amend(petition_id=petition.pk, change=DraftChange(title="Ünlü"), has_signatures=False, now=now)
    opened, amended = (event.fields.split() for event in Event.objects.filter(pid=petition.pid).order_by("id"))

    def digest(address):
        answer = client.get(f"/api/v1/petitions/{petition.slug}/{address}")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        return base64.b64encode(hashlib.sha256(answer.content).digest()).decode()

    assert [digest("versions/1.txt"), digest("rules.txt")] == opened[1:]
    assert digest("versions/2.txt") == amended[1]
    assert client.get(f"/api/v1/petitions/{petition.slug}/versions/3.txt").status_code == 404


def test_what_is_not_public_is_a_problem_document(client, now):
    gone = take_down(petition_id=make_published(now, title="Gone").pk, words="Why", now=now)
    for slug in (make_draft(now).slug, make_held(now).slug, gone.slug, "nothing-here"):
        for address in ("", "/count", "/versions/1.txt", "/rules.txt"):
            answer = client.get(f"/api/v1/petitions/{slug}{address}")
            assert answer.status_code == 404
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert "Vary" not in answer
            assert json.loads(answer.content) == {
                "type": "about:blank",
                "title": "Not Found",
                "status": 404,
                "detail": "There is no public petition under this address.",
            }


def test_nothing_can_be_written_here(client, counted):
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(client, method)(f"/api/v1/petitions/{counted.slug}/count")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert answer["Content-Type"] == "application/problem+json"


def test_the_query_string_changes_nothing(client, counted):
    plain = client.get(f"/api/v1/petitions/{counted.slug}/count")
    assert client.get(f"/api/v1/petitions/{counted.slug}/count?callback=x&t=1").content == plain.content


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(0)])
def test_a_number_is_shown_when_it_may_be(client, now, ahead):
    petition = make_published(now)
    at = datetime.now(UTC)
    PublishedCount.objects.create(
        pid=petition.pid, count=9, counted_at=at, log_size=5, show_at=at + ahead * 60, previous_count=4
    )
    count = client.get(f"/api/v1/petitions/{petition.slug}/count").json()["signature_count"]
    assert count == (4 if ahead else 9)
