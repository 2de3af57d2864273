"""On SQLite there is one web process: a second one is refused in words that say what to do."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.post_office import PostOffice
from tests.served import Site
from workshop.postgres import free_port

pytestmark = pytest.mark.sqlite


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as post_office:
        yield post_office


@pytest.fixture
def site(office: PostOffice, tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path, smtp_url=office.url) as served:
        yield served


def test_several_processes_are_refused(site: Site) -> None:
    site.stop()
    told = site.run("serve", "--port", str(free_port()), "--workers", "2")
    assert told.returncode == 1
    assert "--workers 2: SQLite has one writer" in told.stderr
    assert "DATABASE_URL" in told.stderr


def test_a_second_serve_on_the_same_folder_is_refused_and_the_first_goes_on(site: Site) -> None:
    told = site.run("serve", "--port", str(free_port()))
    assert told.returncode == 1
    assert "is served already" in told.stderr
    assert "--workers 1, or set DATABASE_URL" in told.stderr
    assert site.get_json("/healthz") == {"status": "ok"}


def test_a_port_that_is_taken_is_named(site: Site, tmp_path: Path) -> None:
    other = {**site.environment, "UNDERSIGNED_DATA": str(tmp_path / "other")}
    command = [sys.executable, "-m", "undersigned.console.main", "serve", "--port", str(site.port)]
    told = subprocess.run(command, env=other, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert f"port {site.port} of 127.0.0.1 is taken by another program" in told.stderr


def test_death_gives_the_folder_and_the_port_back(site: Site) -> None:
    for process in site.processes():
        if process.part == "web":
            # It can't notice that its supervisor is gone until it goes on.
            held = process.pid
    site.kill_supervisor()
    site.start()
    assert site.get_json("/healthz") == {"status": "ok"}
    assert held not in {process.pid for process in site.processes()}


def test_ctrl_c_waits_for_no_balancer(site: Site) -> None:
    site.signal(signal.SIGINT)
    assert site.stop() == 0
    assert site.leftovers() == []
