"""`serve` under load: a stop and a renewal fail no request and lose nothing that was acknowledged."""

import contextlib
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.console.hammer import Hammer
from tests.console.test_site_in_processes import publish
from tests.post_office import PostOffice
from tests.served import Site, fresh_database

DRAIN_SECONDS = 2


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as post_office:
        yield post_office


@pytest.fixture
def database_url() -> Iterator[str | None]:
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        yield url


@pytest.fixture
def site(office: PostOffice, tmp_path: Path, database_url: str | None) -> Iterator[Site]:
    # On SQLite one web process is all there may be.
    options = ("--drain", str(DRAIN_SECONDS), "--workers", "2" if database_url else "1")
    with Site(tmp_path, smtp_url=office.url, database_url=database_url, options=options) as served:
        yield served


def web_processes(site: Site) -> set[int]:
    return {process.pid for process in site.processes() if process.part == "web"}


def rows(folder: Path, database_url: str | None) -> int:
    """How many signatures the database holds."""
    question = "SELECT count(*) FROM signatures_signature"
    if database_url:
        with psycopg.connect(database_url) as server:
            found = server.execute(question).fetchone()
    else:
        with contextlib.closing(sqlite3.connect(folder / "data" / "site.sqlite3")) as file:
            found = file.execute(question).fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.timeout(240)
def test_a_stop_fails_no_request_and_loses_nothing(site: Site, tmp_path: Path, database_url: str | None) -> None:
    slug = publish(site, tmp_path)
    with (
        Hammer(site.address, slug, visitors=6) as crowd,
        # They rest for less than the drain, so each of them hears that its connection ends.
        Hammer(site.address, slug, visitors=6, pause=DRAIN_SECONDS / 4, mark="resting") as resting,
    ):
        crowd.wait_for(300)
        begun = time.monotonic()
        site.signal(signal.SIGTERM)
        time.sleep(DRAIN_SECONDS / 2)
        with pytest.raises(HTTPError, match="503"):
            urlopen(site.address + "/readyz", timeout=5)
        assert site.stop() == 0
        took = time.monotonic() - begun
        time.sleep(0.2)
    for seen in (crowd.seen, resting.seen):
        assert seen.failed == []
        assert seen.bad == {}
        assert seen.closed_by_word > 0
        assert seen.refused > 0
    assert DRAIN_SECONDS < took < DRAIN_SECONDS + 15
    assert "panic" not in (tmp_path / "site.log").read_text()
    assert site.leftovers() == []
    assert rows(tmp_path, database_url) == len(crowd.seen.acknowledged) + len(resting.seen.acknowledged) > 50


@pytest.mark.timeout(240)
def test_a_request_that_has_begun_is_finished(site: Site, tmp_path: Path) -> None:
    slug = publish(site, tmp_path)
    body = b"name=Ida&email=ida%40slow.example&country=GB&version=1-en"
    head = f"POST /en/petitions/{slug}/sign HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as slow:
        slow.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body[:10])
        time.sleep(0.3)
        site.signal(signal.SIGTERM)
        time.sleep(DRAIN_SECONDS + 2)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", site.port), timeout=30)
        slow.sendall(body[10:])
        assert slow.recv(65536).startswith(b"HTTP/1.1 200")
    assert site.stop() == 0


@pytest.mark.timeout(300)
def test_a_renewal_replaces_every_process_and_fails_no_request(
    site: Site, tmp_path: Path, database_url: str | None
) -> None:
    slug = publish(site, tmp_path)
    with Hammer(site.address, slug, visitors=8) as crowd:
        for _ in range(2):
            crowd.wait_for(crowd.seen.answered + 300)
            before = {process.pid for process in site.processes()}
            site.signal(signal.SIGHUP)
            deadline = time.monotonic() + 90
            while before & {process.pid for process in site.processes()}:
                assert time.monotonic() < deadline, "a process was not replaced"
                time.sleep(0.1)
        crowd.wait_for(max(2000, crowd.seen.answered + 300))
    assert crowd.seen.failed == []
    assert crowd.seen.bad == {}
    assert crowd.seen.refused == 0
    assert rows(tmp_path, database_url) == len(crowd.seen.acknowledged) > 100


@pytest.mark.timeout(240)
def test_what_can_not_start_replaces_nothing(site: Site, tmp_path: Path) -> None:
    site.stop()
    settings = tmp_path / "settings"
    settings.write_text('export UNDERSIGNED_SITE_NAME="The first name"\n')
    with Site(
        tmp_path,
        smtp_url=site.environment["UNDERSIGNED_SMTP_URL"],
        database_url=site.environment.get("DATABASE_URL"),
        options=("--environment", str(settings)),
    ) as served:
        before = web_processes(served)
        settings.write_text("UNDERSIGNED_SITE_NAME='Not this one'\nUNDERSIGNED_ROUND_SECONDS=never\n")
        served.signal(signal.SIGHUP)
        log = tmp_path / "site.log"
        deadline = time.monotonic() + 60
        while b"not renewed" not in log.read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert b"UNDERSIGNED_ROUND_SECONDS" in log.read_bytes()
        assert web_processes(served) == before
        assert "The first name" in page(served)

        settings.write_text("UNDERSIGNED_SITE_NAME='The second name'\n")
        served.signal(signal.SIGHUP)
        while "The second name" not in page(served):
            assert time.monotonic() < deadline + 60
            time.sleep(0.2)


def page(site: Site) -> str:
    with urlopen(site.address + "/en/", timeout=10) as answer:
        return str(answer.read().decode())


@pytest.mark.timeout(240)
def test_the_figures_are_those_of_all_processes_and_outlive_a_renewal(site: Site, tmp_path: Path) -> None:
    slug = publish(site, tmp_path)

    def answered() -> float:
        with urlopen(site.address + "/metrics", timeout=10) as answer:
            families = text_string_to_metric_families(answer.read().decode())
            samples = {
                (sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples
            }
        assert samples["undersigned_web_processes",] >= 1
        assert samples["undersigned_gather_depth", "sign"] >= 0
        return sum(value for (name, *_), value in samples.items() if name == "undersigned_requests_total")

    before = answered()
    with Hammer(site.address, slug, visitors=4) as crowd:
        crowd.wait_for(200)
    # What another process has counted last is told within a second, or a little later where the machine is busy.
    deadline = time.monotonic() + 20
    while (counted := answered()) < before + crowd.seen.answered:
        assert time.monotonic() < deadline, "some were answered and are not counted"
        time.sleep(0.5)
    old = {process.pid for process in site.processes()}
    site.signal(signal.SIGHUP)
    deadline = time.monotonic() + 90
    while old & {process.pid for process in site.processes()}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert answered() >= counted
