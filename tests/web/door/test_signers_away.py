"""The database is gone for a while: signers are told so soon, none who was thanked is lost, and it passes by itself."""

import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from tests.faults.cluster import cluster
from tests.faults.kit import publish, wait_until
from tests.post_office import PostOffice
from tests.served import Site
from tests.signing import FORM

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(240)]
AT_MOST_SECONDS = 10.0


def sign(site: Site, slug: str, number: int) -> tuple[int, float, str | None]:
    """Status, seconds and when to try again."""
    form = {"name": f"Ada {number}", "email": f"ada{number}@example.org", "country": "IE", "version": "1-en"}
    with closing(HTTPConnection(urlsplit(site.address).netloc, timeout=60)) as connection:
        began = time.monotonic()
        headers = {"Content-Type": FORM, "Origin": site.address}
        connection.request("POST", f"/en/petitions/{slug}/sign", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began, answer.getheader("Retry-After")


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM signatures_signature").fetchone()
    return int(found[0]) if found else 0


def test_signers_are_told_soon_and_it_passes_by_itself(tmp_path: Path) -> None:
    with ExitStack() as stack:
        office, server = stack.enter_context(PostOffice()), stack.enter_context(cluster())
        url = server.create("signers")
        site = stack.enter_context(Site(tmp_path, smtp_url=office.url, database_url=url))
        slug = publish(site, tmp_path)
        thanked = sum(sign(site, slug, number)[0] == 200 for number in range(5))
        assert thanked == 5
        server.stop()
        until, number = time.monotonic() + 16, 5
        while time.monotonic() < until:
            status, seconds, again = sign(site, slug, number)
            assert (status, again) == (503, "10")
            assert seconds < AT_MOST_SECONDS
            number += 1
            time.sleep(0.2)
        server.start()
        began = time.monotonic()
        wait_until(lambda: sign(site, slug, 9_999)[0] == 200, within_seconds=30)
        assert time.monotonic() - began < 15
        # The very connection on which the last batch was served is dead now; whoever signs next does not feel it.
        server.stop()
        server.start()
        wait_until(lambda: sign(site, slug, 10_000)[0] == 200, within_seconds=30)
        assert rows(url) == thanked + 2
