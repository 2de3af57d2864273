"""pgbench writing the row of a signature, one per transaction: the ceiling of whoever answers one by one.

The same table with all its indexes and its constraint, its letter columns filled, values of the same sizes; the plain
protocol that pgbench comes with. No HTTP, no rule, no seal, no answer.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from bench.machine import look, spent
from bench.samples import Sample
from bench.sites import Site
from bench.workbench import Workbench

CLIENTS = 32


class PgbenchMissing(Exception):
    """pgbench is not here; the message says how to get it."""


class Pgbench:
    """Measured round by round on the site's own table."""

    def __init__(self, bench: Workbench, site: Site) -> None:
        assert site.database_url
        self._bench, self._url = bench, site.database_url
        self._script = site.folder / "row.sql"
        self._script.write_text(insertion(site.database_url))
        self._program = _program(bench.postgres.programs)

    def round(self) -> Sample:
        self._bench.settle()
        parts = {"database": [self._bench.postmaster]}
        before, own = look(parts), _children()
        done = subprocess.run(
            [
                self._program,
                "-n",
                "-c",
                str(CLIENTS),
                "-T",
                f"{max(1, round(self._bench.options.seconds))}",
                "-f",
                self._script,
            ],
            env={**os.environ, **connection_variables(self._url)},
            capture_output=True,
            text=True,
            check=True,
        )
        client = _children() - own
        found = re.search(r"number of transactions actually processed: (\d+)", done.stdout)
        failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
        assert found, done.stdout
        return Sample(
            int(found[1]), int(failed[1]) if failed else 0, 0, client, spent(before, look(parts), also=client)
        )

    def with_client(self, samples: Sequence[Sample]) -> float:
        """Rows per core-second when pgbench's own work counts as well."""
        return median(one.good / (one.worked + one.client) for one in samples)


def insertion(url: str) -> str:
    """The script: a new signature that waits for its letter, with values of its own where rows differ."""
    with psycopg.connect(url) as connection:
        return insertion_of(connection.cursor(), {}, "")


def insertion_of(cursor: Any, changed: Mapping[str, str], source: str) -> str:
    """INSERT of rows of the site's one petition with every column of the table, `changed` otherwise than new ones."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_name = 'signatures_signature' AND table_schema = current_schema() ORDER BY ordinal_position"
    )
    kinds = dict(cursor.fetchall())
    cursor.execute("SELECT id FROM petitions_petition")
    (petition,) = cursor.fetchone()
    own = OWN | {"petition_id": str(petition)} | dict(changed)
    values = ", ".join(own.get(name, EMPTY.get(kind, "NULL")) for name, kind in kinds.items())
    rows = f"SELECT {values} {source}" if source else f"VALUES ({values})"
    return f"INSERT INTO signatures_signature ({', '.join(kinds)}) {rows};\n"


NULLS = ("letter_sent_at", "confirmed_at", "event_id")
EMPTY = {"boolean": "false", "character varying": "''", "text": "''", "bytea": "''", "json": "'{}'", "jsonb": "'{}'"}
EMPTY |= dict.fromkeys(("integer", "smallint", "bigint"), "0")
"""What a column holds of which nothing is said below."""
_DIGEST = "sha256(uuid_send(gen_random_uuid()))"
OWN = dict.fromkeys(NULLS, "NULL") | {
    # As a UUID of version 7: rows of one time lie beside each other.
    "id": "(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || "
    "substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid",
    "state": "'pending'",
    "slot": "1",
    "fingerprint": _DIGEST,
    "person_key": _DIGEST,
    # 213 bytes: what a sealed name, address, place and secret of these signers take.
    "sealed": " || ".join([_DIGEST] * 6) + " || substr(" + _DIGEST + ", 1, 21)",
    # Marks of network and domain.
    "origin": f"{_DIGEST} || substr({_DIGEST}, 1, 4)",
    "country": "'GB'",
    "day": "current_date",
    "language": "'en'",
    "version": "1",
    "text_language": "'en'",
    "updates": "true",
    "show_name": "false",
    "shown_name": "''",
    "consent": "'nothing-12'",
    "created_at": "now()",
    "letter_due": "now()",
    "letter_kind": "'confirm'",
    "letter_number": "1",
}


def connection_variables(url: str) -> dict[str, str]:
    """The database for programs of PostgreSQL, its password on no command line."""
    parts = urlsplit(url)
    return {
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.strip("/"),
    }


def _program(programs: Path | None) -> str:
    beside = programs / "pgbench" if programs else None
    found = str(beside) if beside and beside.exists() else shutil.which("pgbench")
    if not found:
        raise PgbenchMissing("pgbench is missing; on Debian or Ubuntu: apt-get install postgresql")
    return found


def _children() -> float:
    """CPU seconds of this process's children that have ended."""
    used = os.times()
    return used.children_user + used.children_system
