"""A site in processes of its own, as `undersigned serve` runs it: for browsers, and for killers."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import httpx
import psycopg

from workshop.postgres import free_port

PARTS = ("web", "worker", "publisher")


@contextlib.contextmanager
def fresh_database(server: str | None) -> Iterator[str | None]:
    """The URL of a new, empty database on that PostgreSQL server, gone at the end; None (SQLite) without a server."""
    if not server:
        yield None
        return
    name = f"served_{os.urandom(6).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class Process:
    """One process of the site."""

    pid: int
    part: str


class Site:
    """The site under `folder`, on SQLite or on the database that `database_url` names."""

    def __init__(
        self, folder: Path, *, smtp_url: str, database_url: str | None = None, options: tuple[str, ...] = ()
    ) -> None:
        """`options` are given to `undersigned serve`; it drains for no time where they say nothing else."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder, self._options = folder, ("--drain", "0", *options)
        names = ("PATH", "HOME", "PYTHONPATH", "LANG", "TMPDIR")
        self.environment = {name: os.environ[name] for name in names if name in os.environ}
        self.environment |= {
            "UNDERSIGNED_DATA": str(folder / "data"),
            "UNDERSIGNED_SITE_URL": self.address,
            "UNDERSIGNED_SMTP_URL": smtp_url,
            "UNDERSIGNED_ROUND_SECONDS": "1",
            # Crowds of tests come from one mail domain; tests/signatures/screening turns it on.
            "UNDERSIGNED_SCREENING": "observe",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self._process: subprocess.Popen[bytes] | None = None
        self.program = [sys.executable, "-m", "undersigned.console.main"]
        self.who: dict[str, Any] = {}
        """As whom, and where, the site runs: what Popen takes. As the tests where nothing is said."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, path: str = "/readyz") -> None:
        """The site answers at this path afterwards."""
        self.log = (self._folder / "site.log").open("ab")
        command = [*self.program, "serve", "--port", str(self.port), *self._options]
        # Standard input is no terminal: to a service SIGHUP means to renew, to a terminal's program to end.
        self._process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, **self.who
        )
        self.wait_until_answering(path=path)

    def wait_until_answering(self, within_seconds: float = 60, path: str = "/readyz") -> None:
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            try:
                with urlopen(self.address + path, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the site does not answer; see {self._folder / 'site.log'}")

    def signal(self, number: int) -> None:
        """Tells the supervisor."""
        assert self._process is not None
        self._process.send_signal(number)

    def stop(self) -> int:
        """Its exit status after a clean stop."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(60)
        self._process = None
        self.log.close()
        return status

    def kill_supervisor(self) -> None:
        """`kill -9` of the process that watches over the others."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None
        self.log.close()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command `undersigned` with these arguments, on this site."""
        command, env = [*self.program, *arguments], self.environment
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False, **self.who)

    def get_json(self, path: str) -> dict[str, object]:
        with urlopen(self.address + path, timeout=10) as answer:
            found: dict[str, object] = json.load(answer)
            return found

    def post(self, path: str, form: dict[str, str]) -> int:
        """The status that answers this form."""
        with httpx.Client(base_url=self.address, timeout=20) as client:
            return client.post(path, data=form).status_code

    def leftovers(self) -> list[int]:
        """Processes of this site that still run; none after a stop."""
        mark = f"UNDERSIGNED_DATA={self.environment['UNDERSIGNED_DATA']}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found

    def processes(self) -> list[Process]:
        """Every process that does the site's work, web's own children included; never the supervisor."""
        assert self._process is not None
        children = _children()
        found = []
        for pid in children.get(self._process.pid, []):
            part = next((part for part in PARTS if part in _arguments(pid)), None)
            if part is not None:
                found += [Process(each, part) for each in _with_descendants(pid, children)]
        return found


def _children() -> dict[int, list[int]]:
    """Process ids by parent, read from /proc."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    return children


def _arguments(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _with_descendants(pid: int, children: dict[int, list[int]]) -> list[int]:
    found = [pid]
    for child in children.get(pid, []):
        # multiprocessing's helper is no part of the site's work; killing it proves nothing.
        if not any("resource_tracker" in argument for argument in _arguments(child)):
            found += _with_descendants(child, children)
    return found
