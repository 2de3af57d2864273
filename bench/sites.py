"""Sites in processes of their own: the real one as `undersigned serve` runs it, and its rivals on the same data."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

from bench.load.crowd import NUMBER
from bench.machine import descendants, memory_mb, parent
from workshop.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
# One of the demo's: a text of ordinary length, with a photo.
PETITION = ROOT / "undersigned" / "console" / "demo" / "content" / "footbridge.md"
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR")
BESIDE = 50_000_000
"""Numbers of signers that no two crowds of a site share."""


class Server:
    """A process that listens on `port` on loopback, with its descendants, until the `with` ends."""

    def __init__(self, command: Sequence[str], *, port: int, environment: dict[str, str], log: Path) -> None:
        self.port = port
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command], env=environment, stdout=output, stderr=output, cwd=ROOT
            )
        self._log = log

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        try:
            self._wait_until_listening()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def largest(self, word: str = "console.child web") -> tuple[int, float]:
        """The one of its processes with this word in its command line that holds most memory: pid, MB."""
        found = [(pid, memory_mb(pid)) for pid in descendants(self.pid) if word in _command_line(pid)]
        return max(found, key=lambda pair: pair[1], default=(0, 0.0))

    def _wait_until_listening(self, within_seconds: float = 90) -> None:
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(OSError):
                try:
                    with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                        return
                except HTTPError as answer:
                    # A rival knows no such page; that it says so is enough.
                    if answer.code != 503:
                        return
            time.sleep(0.1)
        raise RuntimeError(f"the server does not answer: {self._log.read_text(errors='replace')[-2000:]}")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(40)
        except subprocess.TimeoutExpired:
            for pid in reversed(descendants(self.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, 9)
            self._process.wait()


class Site:
    """A site's folder, settings and database, with one published petition."""

    def __init__(self, folder: Path, *, database_url: str | None) -> None:
        folder.mkdir(parents=True)
        self.folder, self.database_url, self.port = folder, database_url, free_port()
        self.host = f"127.0.0.1:{self.port}"
        self._taken = 0
        self.environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
            "UNDERSIGNED_DATA": str(folder / "data"),
            "UNDERSIGNED_SITE_URL": f"http://{self.host}",
            # Every rule is asked and recorded, and none acts: so many signings a second would be held as a burst.
            "UNDERSIGNED_SCREENING": "observe",
            # The crowd says for each signer which network they come from, as a proxy in front would.
            "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.1",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self._run("undersigned.console.main", "migrate")
        address = self._run("undersigned.console.main", "petition", "import", str(PETITION), "--publish")
        self.slug = address.strip().rstrip("/").rpartition("/")[2]
        self.page = f"/en/petitions/{self.slug}/"
        self.count = f"/api/v1/petitions/{self.slug}/count"
        self.challenge = f"/api/v1/petitions/{self.slug}/challenge"

    def serve(self, *, only: str | None = "web", workers: int = 1, smtp_url: str | None = None) -> Server:
        """The real site; `only=None` adds worker and publisher."""
        environment = self.environment | ({"UNDERSIGNED_SMTP_URL": smtp_url} if smtp_url else {})
        command = ["undersigned.console.main", "serve", "--port", str(self.port), "--workers", str(workers)]
        command += ["--only", only] if only else []
        return Server(command, port=self.port, environment=environment, log=self.folder / "site.log")

    def plain_django(self, *, threads: int = 4) -> Server:
        """The rival on the same tables, beside the site."""
        return granian(
            "bench.rivals.plain_django.wsgi:application",
            "wsgi",
            environment=self.environment,
            log=self.folder / "rival.log",
            more=["--blocking-threads", str(threads)],
        )

    def form(self) -> dict[str, str]:
        """What each signer sends, with a number of their own."""
        return {
            "name": f"Signer {NUMBER}",
            "email": f"signer-{NUMBER}@mailboxes.example",
            "country": "GB",
            "place": "Oakmere",
            "updates": "on",
            "version": "1-en",
        }

    def numbers(self) -> int:
        """The first of BESIDE numbers of signers that nobody else gets."""
        self._taken += 1
        return (self._taken - 1) * BESIDE

    def write_later(self, folder: Path) -> None:
        """What a proxy says to those who are too many."""
        self._run("undersigned.console.main", "later", str(folder))

    def inside(self, verb: str, *arguments: str) -> dict[str, float]:
        """What `bench.inside` says of this site, in a process of its own with the site's settings."""
        found: dict[str, float] = json.loads(self._run("bench.inside", verb, *arguments))
        return found

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)} failed: {done.stdout[-1000:]} {done.stderr[-3000:]}")
        return done.stdout


def granian(target: str, interface: str, *, environment: dict[str, str], log: Path, more: Sequence[str] = ()) -> Server:
    """An application under granian, one process, with what `undersigned serve` gives it."""
    port = free_port()
    command = ["granian", target, "--interface", interface, "--port", str(port), "--workers", "1", "--no-ws"]
    command += ["--http", "1", "--log-level", "warning", *more]
    return Server(command, port=port, environment=environment, log=log)


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """The URL of a new database on that PostgreSQL server, gone at the end."""
    name = f"bench_{os.urandom(6).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def postmaster(server: str) -> int:
    """The process of the PostgreSQL server, which must run on this machine."""
    with psycopg.connect(server) as connection:
        backend = connection.execute("SELECT pg_backend_pid()").fetchone()
        # Asked while the backend still serves this connection: afterwards it has no parent to be read.
        pid = parent(backend[0]) if backend else None
    if pid is None or "postgres" not in _command_line(pid):
        raise RuntimeError("the PostgreSQL server must run on this machine, so that its work can be counted")
    return pid


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
