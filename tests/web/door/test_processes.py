"""Two web processes and one publisher: the same number at the same time, and what is taken away is away.

SQLite serves from one process; there the same is asked of it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.console.test_site_in_processes import publish
from tests.kills.crowd import Crowd
from tests.post_office import PostOffice
from tests.served import Site, fresh_database

RELOADS = 1000
SHOWN_AFTER_SECONDS = 2.0
LATE_SECONDS = 0.5
TAKE_DOWN = """
import sys
from datetime import UTC, datetime
from undersigned.console.main import open_house
open_house()
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
take_down(petition_id=Petition.objects.get(slug=sys.argv[1]).pk, words="A court has ordered it.", now=datetime.now(UTC))
"""


@dataclass(frozen=True)
class Reading:
    """What one reload said."""

    sent: float
    received: float
    count: int
    counted_at: float


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[list[Site], PostOffice]]:
    """The site, and on PostgreSQL a second web process of it at a port of its own."""
    with ExitStack() as stack:
        office = stack.enter_context(PostOffice())
        url = stack.enter_context(fresh_database(os.environ.get("DATABASE_URL")))
        site = stack.enter_context(Site(tmp_path, smtp_url=office.url, database_url=url))
        found = [site]
        if url is not None:
            other = Site(tmp_path, smtp_url=office.url, database_url=url, options=("--only", "web"))
            other.environment = site.environment
            found.append(stack.enter_context(other))
        yield found, office


def get(connection: HTTPConnection, path: str, **headers: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def connect(site: Site) -> HTTPConnection:
    return HTTPConnection(urlsplit(site.address).netloc, timeout=20)


def read_count(connection: HTTPConnection, slug: str) -> Reading:
    sent = time.time()
    status, body = get(connection, f"/api/v1/petitions/{slug}/count")
    assert status == 200
    said = json.loads(body)
    counted_at = said["counted_at"]
    moment = datetime.fromisoformat(counted_at).timestamp() if counted_at else 0.0
    return Reading(sent, time.time(), said["signature_count"], moment)


@pytest.mark.timeout(240)
def test_all_show_the_same_number_at_the_same_time(sites: tuple[list[Site], PostOffice], tmp_path: Path) -> None:
    served, office = sites
    slug = publish(served[0], tmp_path)
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(connect(site))) for site in served]
        readings = reload_while_people_sign(served[0], connections, slug, office)
        assert_one_number(readings)
        assert len({reading.count for reading in readings}) > 4, "the number hardly moved: nothing was shown"
        take_down_is_seen(served, connections, slug)


def reload_while_people_sign(
    site: Site, connections: list[HTTPConnection], slug: str, office: PostOffice
) -> list[Reading]:
    crowd = Crowd(site.address, slug, office, signers=2, confirmers=2, pause=0.15)
    crowd.start()
    try:
        readings = []
        for number in range(RELOADS):
            readings.append(read_count(connections[number % len(connections)], slug))
            time.sleep(0.015)
    finally:
        crowd.stop_signing()
        crowd.stop_confirming()
    return readings


def assert_one_number(readings: list[Reading]) -> None:
    """In the order of reading, whoever was asked, never back; not before its moment, and soon after it."""
    counts = [reading.count for reading in readings]
    assert counts == sorted(counts)
    publications = sorted({reading.counted_at for reading in readings if reading.counted_at})
    for reading in readings:
        assert reading.received >= reading.counted_at + SHOWN_AFTER_SECONDS
        due = [one for one in publications if one + SHOWN_AFTER_SECONDS + LATE_SECONDS <= reading.sent]
        assert not due or reading.counted_at >= due[-1]


def take_down_is_seen(served: list[Site], connections: list[HTTPConnection], slug: str) -> None:
    """At once by whoever did it, on whichever process they land; by everybody else within a second or so."""
    path = f"/en/petitions/{slug}/"
    for connection in connections:
        for _ in range(3):
            assert get(connection, path)[0] == 200
    command = [sys.executable, "-c", TAKE_DOWN, slug]
    subprocess.run(command, env=served[0].environment, check=True, timeout=60)
    for connection in reversed(connections):
        status, body = get(connection, path, Cookie="acted=1")
        assert (status, b"A court has ordered it." in body) == (410, True)
    time.sleep(1.5)
    for connection in connections:
        assert get(connection, path)[0] == 410
        assert get(connection, f"/api/v1/petitions/{slug}/count")[0] == 404
