"""The nginx of the documentation, as it stands: it is understood, and behind it no stop and no renewal is felt."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.console.hammer import Hammer
from tests.console.test_site_in_processes import publish
from tests.console.test_stopping import rows
from tests.post_office import PostOffice
from tests.served import Site, fresh_database
from workshop.nginx import EXAMPLE, NGINX, nginx, placed
from workshop.postgres import free_port

DRAIN_SECONDS = 5

if NGINX is None:
    # The site does not need it; who has it proves the page, and CI's machine has.
    pytest.skip("nginx is not on this machine", allow_module_level=True)


class Elsewhere(BaseHTTPRequestHandler):
    """Another node, which takes whatever a stopping one does not."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "9")
        self.send_header("X-Node", "elsewhere")
        self.end_headers()
        self.wfile.write(b"elsewhere")

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def database_url() -> Iterator[str | None]:
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        yield url


@pytest.fixture
def site(tmp_path: Path, database_url: str | None) -> Iterator[Site]:
    options = ("--drain", str(DRAIN_SECONDS), "--workers", "2" if database_url else "1")
    with (
        PostOffice() as office,
        Site(tmp_path, smtp_url=office.url, database_url=database_url, options=options) as served,
    ):
        yield served


def test_nginx_understands_the_example(tmp_path: Path) -> None:
    frame = placed(tmp_path, port=free_port(), upstream=8000)
    told = subprocess.run([str(NGINX), "-t", "-c", str(frame)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "[warn]" not in told.stderr


def test_the_example_keeps_idle_connections_shorter_than_the_drain() -> None:
    kept = re.findall(r"keepalive_timeout (\d+)s;\n}", EXAMPLE)
    assert len(kept) == 2
    assert all(int(seconds) < DRAIN_SECONDS for seconds in kept)


@pytest.mark.timeout(300)
def test_a_renewal_and_a_stop_behind_nginx_fail_nothing(
    site: Site, tmp_path: Path, database_url: str | None, elsewhere: int
) -> None:
    slug = publish(site, tmp_path)
    (tmp_path / "nginx").mkdir()
    with (
        nginx(tmp_path / "nginx", site.port, backup=elsewhere) as proxy,
        Hammer(address := f"https://127.0.0.1:{proxy.port}", slug, visitors=8, pause=0.01) as crowd,
    ):
        crowd.wait_for(300)
        before = {process.pid for process in site.processes()}
        site.signal(signal.SIGHUP)
        deadline = time.monotonic() + 90
        while before & {process.pid for process in site.processes()}:
            assert time.monotonic() < deadline, "a process was not replaced"
            time.sleep(0.1)
        assert crowd.seen.elsewhere == 0, "nginx passed the site over while it was renewed"
        crowd.wait_for(crowd.seen.answered + 200)
        assert httpx.get(f"{address}/metrics", verify=False).status_code == 404
        assert site.stop() == 0
        crowd.wait_for(crowd.seen.answered + 50)
    assert crowd.seen.failed == []
    assert crowd.seen.bad == {}
    assert crowd.seen.elsewhere > 0
    assert rows(tmp_path, database_url) == len(crowd.seen.acknowledged) > 50
