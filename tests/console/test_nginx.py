"""The nginx of the documentation, as it stands: it is understood, and behind it no stop and no renewal is felt."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.console.hammer import Hammer
from tests.console.test_site_in_processes import publish
from tests.console.test_stopping import rows
from tests.house.source import ROOT
from tests.post_office import PostOffice
from tests.served import Site, free_port, fresh_database

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
EXAMPLE = (ROOT / "docs" / "running" / "nginx.conf").read_text(encoding="utf-8")
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


def certificate(folder: Path) -> None:
    """A key and a certificate that only nginx has to believe."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "petitions.example.org")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(pem)


def placed(folder: Path, *, port: int, plain_port: int, upstream: list[str]) -> Path:
    """The example with its places changed to this test's, and the frame that a distribution gives it."""
    certificate(folder)
    text = EXAMPLE.replace("/etc/letsencrypt/live/petitions.example.org", str(folder))
    text = text.replace("/var/log/nginx/undersigned.log", str(folder / "nginx.log"))
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain_port};")
    text = text.replace("server 127.0.0.1:8000;", " ".join(upstream))
    (folder / "undersigned.conf").write_text(text)
    temp = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    frame = folder / "nginx.conf"
    frame.write_text(
        f"{user} pid {folder}/nginx.pid; error_log {folder}/nginx.log crit; events {{ worker_connections 512; }}\n"
        f"http {{ {temp} include {folder}/undersigned.conf; }}\n"
    )
    return frame


@contextlib.contextmanager
def proxy(folder: Path, upstream: list[str]) -> Iterator[str]:
    """The address of an nginx that is set up as the example says."""
    port = free_port()
    frame = placed(folder, port=port, plain_port=free_port(), upstream=upstream)
    process = subprocess.Popen([str(NGINX), "-c", str(frame), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"https://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        assert time.monotonic() < deadline, "nginx does not listen"
        time.sleep(0.05)


def test_nginx_understands_the_example(tmp_path: Path) -> None:
    frame = placed(tmp_path, port=free_port(), plain_port=free_port(), upstream=["server 127.0.0.1:8000;"])
    told = subprocess.run([str(NGINX), "-t", "-c", str(frame)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "[warn]" not in told.stderr


def test_the_example_keeps_idle_connections_shorter_than_the_drain() -> None:
    [kept] = re.findall(r"keepalive_timeout (\d+)s;\n}", EXAMPLE)
    assert int(kept) < DRAIN_SECONDS


@pytest.mark.timeout(300)
def test_a_renewal_and_a_stop_behind_nginx_fail_nothing(
    site: Site, tmp_path: Path, database_url: str | None, elsewhere: int
) -> None:
    slug = publish(site, tmp_path)
    (tmp_path / "nginx").mkdir()
    upstream = [f"server 127.0.0.1:{site.port};", f"server 127.0.0.1:{elsewhere} backup;"]
    with proxy(tmp_path / "nginx", upstream) as address, Hammer(address, slug, visitors=8, pause=0.01) as crowd:
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
