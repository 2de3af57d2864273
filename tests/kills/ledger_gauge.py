"""Looks into the site's database from outside: whether the publisher is at work, and who is missing."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

WAITING = "SELECT count(*) FROM ledger_event WHERE \"index\" IS NULL AND set_aside = ''"
UNPUBLISHED = "SELECT size - published_size FROM ledger_logstate"


class LedgerGauge:
    """One connection of its own, reading only."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        url = environment.get("DATABASE_URL")
        self._connection: Any = (
            psycopg.connect(url, autocommit=True)
            if url
            else sqlite3.connect(Path(environment["UNDERSIGNED_DATA"]) / "site.sqlite3", check_same_thread=False)
        )

    def close(self) -> None:
        """The database is let go."""
        self._connection.close()

    def is_busy(self) -> bool:
        """True where a round is issued and not yet published, or events wait for one."""
        return any(self._number(question) > 0 for question in (UNPUBLISHED, WAITING))

    def _number(self, question: str) -> int:
        row = self._connection.execute(question).fetchone()
        return int(row[0]) if row else 0

    def missing(self, slug: str, addresses: Iterable[str]) -> list[str]:
        """A sentence for each address that does not stand there exactly once."""
        command = [sys.executable, "-m", "tests.kills.present", slug]
        done = subprocess.run(
            command,
            env=self._environment,
            input=json.dumps(sorted(addresses)),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            return [f"could not look up signatures: {done.stderr}"]
        found: list[str] = json.loads(done.stdout)
        return found
