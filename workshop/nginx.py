"""The nginx of the documentation in a folder of its own, for tests and benches: its places changed, nothing else."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from workshop.postgres import ROOT, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
EXAMPLE = (ROOT / "docs" / "running" / "nginx.conf").read_text(encoding="utf-8")
SERVER = "server 127.0.0.1:8000"
CONNECTIONS = 16_384
START_WITHIN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it listens, and its first process."""

    port: int
    pid: int


@contextlib.contextmanager
def nginx(folder: Path, upstream: int, *, backup: int | None = None, is_bench: bool = False) -> Iterator[Proxy]:
    """An nginx before the site on port `upstream`, gone at the end; `backup` is asked where that one can't be.

    For a bench it speaks no TLS, as a host with a port, and believes which networks the crowd comes from. `folder`
    also holds `later`, as the example has it.
    """
    port = free_port()
    frame = placed(folder, port=port, upstream=upstream, backup=backup, is_bench=is_bench)
    process = subprocess.Popen([str(NGINX), "-c", str(frame), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Proxy(port, process.pid)
    finally:
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def placed(folder: Path, *, port: int, upstream: int, backup: int | None = None, is_bench: bool = False) -> Path:
    """The file to start it with: the example, and the frame that a distribution gives it."""
    _certificate(folder)
    text = EXAMPLE.replace("/etc/letsencrypt/live/petitions.example.org", str(folder))
    text = text.replace("/var/log/nginx/undersigned.log", str(folder / "nginx.log"))
    text = text.replace("/var/lib/undersigned-proxy", str(folder))
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port}{'' if is_bench else ' ssl'};")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    if is_bench:
        text = text.replace("X-Forwarded-For $remote_addr;", "X-Forwarded-For $http_x_forwarded_for;")
        text = text.replace("Host $host;", "Host $http_host;")
    second = f" server 127.0.0.1:{backup} backup;" if backup else ""
    text = re.sub(rf"    {SERVER}( max_conns=\d+)?;", rf"    server 127.0.0.1:{upstream}\1;{second}", text)
    (folder / "undersigned.conf").write_text(text)
    temp = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    frame = folder / "nginx.conf"
    frame.write_text(
        f"{user} pid {folder}/nginx.pid; error_log {folder}/nginx.log crit; "
        f"worker_rlimit_nofile {2 * CONNECTIONS}; events {{ worker_connections {CONNECTIONS}; }}\n"
        f"http {{ {temp} include {folder}/undersigned.conf; }}\n"
    )
    return frame


def _certificate(folder: Path) -> None:
    """A key and a certificate that only this nginx has to believe."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "petitions.example.org")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(pem)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while True:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        if time.monotonic() > deadline:
            raise RuntimeError("nginx does not listen")
        time.sleep(0.05)
