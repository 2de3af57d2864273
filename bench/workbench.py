"""What every bench has at hand: options, figures, a durable PostgreSQL, new sites, a folder; all gone at the end."""

import contextlib
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from bench.figures import Figures
from bench.options import Options
from bench.samples import Subject
from bench.sites import Server, Site, database, postmaster
from workshop.postgres import Postgres, postgres


class Workbench:
    """Used in a `with`."""

    def __init__(self, options: Options, figures: Figures) -> None:
        self.options, self.figures = options, figures
        self._stack = contextlib.ExitStack()
        self._sites = 0

    def __enter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="undersigned-bench-")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @cached_property
    def postgres(self) -> Postgres:
        """The server, with fsync and synchronous_commit on and otherwise as it comes; started when first asked for."""
        return self._stack.enter_context(postgres(durable=True))

    @cached_property
    def postmaster(self) -> int:
        """The server's first process."""
        return postmaster(self.postgres.url)

    @contextlib.contextmanager
    def site(self, *, on_sqlite: bool = False) -> Iterator[Site]:
        """A new site, empty but for its petition; its database goes when the `with` ends."""
        self._sites += 1
        folder = self.folder / f"site-{self._sites}"
        if on_sqlite:
            yield Site(folder, database_url=None)
            return
        with database(self.postgres.url) as url:
            yield Site(folder, database_url=url)

    def subject(self, site: Site, server: Server, request: str, *, is_reading: bool = False) -> Subject:
        """What is asked of this server; the database's work is part of it where it has one of its own."""
        parts = {"server": [server.pid]}
        if site.database_url and not is_reading:
            parts["database"] = [self.postmaster]
        return Subject(server.port, request, site.folder, parts)

    def settle(self) -> None:
        """What PostgreSQL still has to write is written, so that no subject pays for the one before."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def say(self, text: str) -> None:
        """A line for whoever waits."""
        print(text, flush=True)
