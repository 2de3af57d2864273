"""A PostgreSQL of the test's own that loses nothing at a crash and may be stopped and started again."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from workshop.postgres import find_programs, free_port, make_cluster, ordinary_user, running


class Cluster:
    """One server on one port; `url` stays the same however often it is stopped."""

    def __init__(self, folder: Path) -> None:
        self._user, self._programs = ordinary_user(), find_programs()
        self._password, self.port = secrets.token_hex(16), free_port()
        self._folder = folder
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        make_cluster(self._programs, folder, self._password, self._user)
        self._running = contextlib.ExitStack()

    @property
    def password(self) -> str:
        """Of the role `tester`, to whom the server belongs."""
        return self._password

    def url(self, database: str = "postgres") -> str:
        """Where this database is found."""
        return f"postgres://tester:{self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        self._running.enter_context(running(self._programs, self._folder, self.port, True, self._user))

    def stop(self) -> None:
        """Fast: sessions are ended, what is committed stays."""
        self._running.close()

    def create(self, database: str) -> str:
        """The URL of a new, empty database."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster in a folder of its own, gone at the end."""
    scratch = tempfile.TemporaryDirectory(prefix="undersigned-cluster-", ignore_cleanup_errors=True)
    with scratch as folder, Cluster(Path(folder)) as made:
        yield made
