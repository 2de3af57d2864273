"""The challenge of a site in processes: gone soon after a take-down elsewhere, given while the database is away."""

import json
import subprocess
import sys
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
from tests.web.door.test_away import get
from tests.web.door.test_processes import TAKE_DOWN

SOON_SECONDS = 2.0
AT_MOST_SECONDS = 1.0


def connect(site: Site) -> HTTPConnection:
    return HTTPConnection(urlsplit(site.address).netloc, timeout=30)


def challenge_of(slug: str) -> str:
    return f"/api/v1/petitions/{slug}/challenge"


def test_it_ends_soon_after_a_take_down_in_another_process(site: Site, tmp_path: Path) -> None:
    path = challenge_of(publish(site, tmp_path))
    with closing(connect(site)) as connection:
        connection.request("GET", path)
        told = json.loads(connection.getresponse().read())
        assert (sorted(told), told["work"]) == (["token", "work"], None)
        taking = subprocess.Popen([sys.executable, "-c", TAKE_DOWN, path.split("/")[4]], env=site.environment)
        while taking.poll() is None:
            assert get(connection, path)[0] in {200, 404}
            time.sleep(0.02)
        assert taking.returncode == 0
        deadline = time.monotonic() + SOON_SECONDS
        while get(connection, path)[0] == 200:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert {get(connection, path)[0] for _ in range(20)} == {404}


@pytest.mark.postgresql
@pytest.mark.timeout(240)
def test_while_the_database_is_away_it_is_given_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        office, server = stack.enter_context(PostOffice()), stack.enter_context(cluster())
        site = stack.enter_context(Site(tmp_path, smtp_url=office.url, database_url=server.create("away")))
        path = challenge_of(publish(site, tmp_path))
        connection = stack.enter_context(closing(connect(site)))
        assert get(connection, path)[0] == 200
        server.stop()
        until = time.monotonic() + 6
        while time.monotonic() < until:
            status, seconds, _headers = get(connection, path)
            assert (status, seconds < AT_MOST_SECONDS) == (200, True)
            time.sleep(0.05)
        status, seconds, headers = get(connection, challenge_of("never-asked-for"))
        assert (status, headers["retry-after"].isdigit(), seconds < AT_MOST_SECONDS) == (503, True, True)
        server.start()
        wait_until(lambda: get(connection, challenge_of("never-asked-for"))[0] == 404, within_seconds=30)
        assert get(connection, path)[0] == 200
