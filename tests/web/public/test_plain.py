"""Addresses for programs: health, mailbox, media, robots."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import IDA, OSCAR
from tests.makers import make_picture
from tests.signing import deliver_all, make_signed
from undersigned.petitions.models import Petition


def test_health_asks_nothing_of_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_with_every_migration(client: Client, db: None) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}


def test_not_ready_without_a_migration(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'signatures'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "migrations")


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"demo": True, "smtp_url": "mailbox:"})


def test_the_mailbox_for_people_and_for_programs(
    client: Client, petition: Petition, moment: datetime, demo: None
) -> None:
    for later, person in enumerate((IDA, OSCAR)):
        make_signed(petition, person, now=moment)
        deliver_all(now=moment + timedelta(seconds=later))
    letters = client.get("/mailbox/?format=json").json()
    assert [letter["to"] for letter in letters] == [OSCAR.email, IDA.email]
    [letter] = json.loads(client.get(f"/mailbox/?to={IDA.email}&format=json").content)
    assert list(letter) == ["id", "to", "subject", "sent_at", "text", "html", "link", "code"]
    assert letter["link"] in letter["text"].splitlines()
    assert letter["code"] in letter["text"].splitlines()
    page = client.get(f"/mailbox/?to={IDA.email}").content.decode()
    assert letter["code"] in page
    assert OSCAR.email not in page
    assert "/mailbox/" in client.get("/en/").content.decode()


def test_elsewhere_there_is_no_mailbox(client: Client, db: None) -> None:
    assert client.get("/mailbox/").status_code == 404
    assert client.get("/mailbox/?format=json").status_code == 404
    assert "/mailbox/" not in client.get("/en/").content.decode()


def test_photos_are_kept_for_a_day_and_nothing_else_is_served(client: Client, house: Path, db: None) -> None:
    media = house / "media"
    media.mkdir()
    (media / "one.jpg").write_bytes(make_picture())
    (media / "note.txt").write_text("not a photo")
    (house / "secret.jpg").write_bytes(b"outside")
    answer = client.get("/media/one.jpg")
    assert answer["Cache-Control"] == "public, max-age=86400, s-maxage=60"
    assert answer["Content-Type"] == "image/jpeg"
    again = client.get("/media/one.jpg", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    for name in ("note.txt", "../secret.jpg", "%2e%2e/secret.jpg", "no.jpg", "one.jpg%00", "x" * 5000 + ".jpg", "."):
        assert client.get(f"/media/{name}").status_code == 404


def test_robots_and_icon(client: Client) -> None:
    assert "Disallow: /*/confirm/" in client.get("/robots.txt").content.decode()
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon["Location"]) == (302, "/static/favicon.svg")


@pytest.mark.parametrize("path", ["/en/nowhere/", "/en/petitions/x/y/", "/nowhere", "/en/petitions/a%00b/", "/en/%ff/"])
def test_a_page_for_what_is_not_there(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
