"""More people sign at once than the site takes: whoever was thanked is there, everybody else is told to come again."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from bench.load.crowd import NUMBER, Crowd, post
from bench.load.starters import Starters
from tests.faults.kit import publish, wait_until
from tests.kills.ledger_gauge import LedgerGauge
from tests.post_office import PostOffice
from tests.served import Site, fresh_database
from undersigned.web.door.gathers import SIGNINGS_WAITING

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="no C compiler here"),
]
CROWD = 3_000
"""Each of them asks again at once: more than may ever be on their way."""
SECONDS = 6
AT_MOST_SECONDS = 8.0
"""Nobody waits longer for a transaction, on however slow a machine; as the server itself says."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with (
        PostOffice() as office,
        fresh_database(os.environ.get("DATABASE_URL")) as url,
        Site(tmp_path, smtp_url=office.url, database_url=url) as site,
    ):
        # Thousands of letters would only take the machine's time.
        assert site.run("mail", "pause").returncode == 0
        yield site


def test_beyond_its_capacity_nobody_is_lost_and_everybody_is_told(site: Site, tmp_path: Path) -> None:
    slug = publish(site, tmp_path)
    form = {"name": f"Ada {NUMBER}", "email": f"ada-{NUMBER}@example.org", "country": "IE", "version": "1-en"}
    request = post(f"/en/petitions/{slug}/sign", urlsplit(site.address).netloc, form)
    with Starters(site.port) as starters:
        crowd = Crowd(site.port, request, tmp_path, seconds=SECONDS, connections=CROWD)
        try:
            deepest, oldest = watch(site, SECONDS)
            answers = crowd.answers()
        finally:
            crowd.stop()
    assert set(answers.statuses) == {"200", "503"}
    assert answers.broken == 0
    assert answers.told == answers.statuses["503"]
    thanked = {f"ada-{number:010d}@example.org" for number in crowd.acknowledged()}
    assert len(thanked) == answers.good
    with contextlib.closing(LedgerGauge(site.environment)) as gauge:
        assert gauge.missing(slug, thanked) == []
    assert 0 < deepest <= SIGNINGS_WAITING
    assert oldest < AT_MOST_SECONDS
    # Signing in goes before new signings: nobody was sent away from it.
    assert sum(starters.statuses.values()) > 0
    assert starters.refused == 0, starters.statuses
    wait_until(lambda: site.post(f"/en/petitions/{slug}/sign", {**form, "email": "late@example.org"}) == 200, 30)


def watch(site: Site, seconds: float) -> tuple[float, float]:
    """How many waited for a transaction at most, and for how long at most, as the site itself says meanwhile."""
    most = {"undersigned_gather_depth": 0.0, "undersigned_gather_age_seconds": 0.0}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with urlopen(f"{site.address}/metrics", timeout=30) as answer:
            for line in answer.read().decode().splitlines():
                name, _, value = line.partition('{lane="sign"} ')
                if name in most:
                    most[name] = max(most[name], float(value))
        time.sleep(0.2)
    return most["undersigned_gather_depth"], most["undersigned_gather_age_seconds"]
