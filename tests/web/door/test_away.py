"""The database is gone for a while: readers hardly notice, and are told how old a page is."""

import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.cluster import cluster
from tests.faults.kit import publish, wait_until
from tests.post_office import PostOffice
from tests.served import Site

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(240)]
AT_MOST_SECONDS = 1.0
MOST_STUMBLES = 5
"""Of some hundred answers so many may take longer, where the machine has other work just then."""


def get(connection: HTTPConnection, path: str, **headers: str) -> tuple[int, float, dict[str, str]]:
    """Status, seconds and headers."""
    began = time.monotonic()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.monotonic() - began, {name.lower(): value for name, value in answer.getheaders()}


def test_readers_get_dated_pages_until_it_is_back(tmp_path: Path) -> None:
    with ExitStack() as stack:
        office, server = stack.enter_context(PostOffice()), stack.enter_context(cluster())
        site = stack.enter_context(Site(tmp_path, smtp_url=office.url, database_url=server.create("away")))
        slug = publish(site, tmp_path)
        connection = stack.enter_context(closing(HTTPConnection(urlsplit(site.address).netloc, timeout=30)))
        page, never_read = f"/en/petitions/{slug}/", f"/tr/petitions/{slug}/"
        assert get(connection, page)[0] == 200
        began = time.monotonic()
        server.stop()
        ages = read_for(connection, page, seconds=14)
        assert ages == sorted(ages)
        # On a busy machine the server takes its time to stop.
        assert 12 <= ages[-1] <= time.monotonic() - began + 2
        status, seconds, headers = get(connection, page, Cookie="acted=1")
        assert (status, seconds < 5) == (200, True)
        status, seconds, headers = get(connection, never_read)
        assert (status, headers["retry-after"].isdigit(), seconds < 5) == (503, True, True)
        server.start()
        wait_until(lambda: "age" not in get(connection, page)[2], within_seconds=30)
        assert get(connection, never_read)[0] == 200


def read_for(connection: HTTPConnection, page: str, *, seconds: float) -> list[int]:
    """The ages that readers were told meanwhile; every one was answered, at once."""
    ages, slow, until = [], [], time.monotonic() + seconds
    while time.monotonic() < until:
        status, took, headers = get(connection, page)
        assert status == 200
        slow += [took] if took > AT_MOST_SECONDS else []
        ages.append(int(headers.get("age", "0")))
        time.sleep(0.05)
    assert len(slow) <= MOST_STUMBLES, slow
    return ages
