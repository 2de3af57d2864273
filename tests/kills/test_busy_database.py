"""Somebody holds SQLite's one writer: nobody waits longer than 10 s for an answer, and all goes on afterwards."""

import contextlib
import sqlite3
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.kills.kills import publish_petition
from tests.post_office import PostOffice
from tests.served import Site
from undersigned.config.sqlite.turns import Turn

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(180)]
LONGEST_SECONDS = 10


@contextlib.contextmanager
def stranger(database: Path):
    """Another program that writes, and knows nothing of turns."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextlib.contextmanager
def stuck(database: Path):
    """A process of the site's own that has its turn and does not end."""
    turn = Turn(database, 30)
    turn.take()
    yield
    turn.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("busy")
    with PostOffice() as office, Site(folder, smtp_url=office.url) as site:
        yield site, publish_petition(site, folder), folder / "data" / "site.sqlite3"


def sign(site: Site, slug: str, number: int) -> tuple[httpx.Response, float]:
    form = {"name": f"Signer {number}", "email": f"s{number}@example.org", "version": "1-en", "country": "GB"}
    begun = time.monotonic()
    answer = httpx.post(f"{site.address}/en/petitions/{slug}/sign", data=form, timeout=30)
    return answer, time.monotonic() - begun


@pytest.mark.parametrize("holder", [stranger, stuck])
def test_a_busy_database_is_a_503_within_ten_seconds(served, holder):
    site, slug, database = served
    base = 100 if holder is stuck else 0
    assert sign(site, slug, base)[0].status_code == 200
    answers: list[tuple[httpx.Response, float]] = []
    with holder(database):
        crowd = [
            threading.Thread(target=lambda number=number: answers.append(sign(site, slug, base + number)))
            for number in range(1, 9)
        ]
        for person in crowd:
            person.start()
        time.sleep(0.5)
        # Whoever reads waits for nobody.
        begun = time.monotonic()
        assert httpx.get(f"{site.address}/en/petitions/{slug}/", timeout=30).status_code == 200
        assert httpx.get(f"{site.address}/api/v1/petitions/{slug}/count", timeout=30).status_code == 200
        assert time.monotonic() - begun < 5
        for person in crowd:
            person.join()
    print(sorted(round(seconds, 1) for _, seconds in answers))
    assert [answer.status_code for answer, _ in answers] == [503] * 8
    assert all(int(answer.headers["Retry-After"]) > 0 for answer, _ in answers)
    assert max(seconds for _, seconds in answers) < LONGEST_SECONDS
    assert sign(site, slug, base + 1)[0].status_code == 200
    assert site.run("doctor").returncode == 0
