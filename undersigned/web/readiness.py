"""Can this process take a signature now? Asked by balancers, and before a new process takes an old one's place."""

import shutil
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from undersigned.keys.secrets import NAMES
from undersigned.ledger.queries import log_state
from undersigned.mail.queries import pause_reason
from undersigned.web.leaving import is_leaving

PING_WITHIN_SECONDS: Final = 1.0
FREE_BYTES: Final = 64 * 1024 * 1024
"""Less room than this on the data folder's disk counts as full: what is begun must still find a place."""


def reason_unready() -> str:
    """Why this process must not get visitors, in one word; empty where it may.

    `stopping`, `disk`, `secrets`, `database` (no answer to a write within a second) or `migrations`.
    """
    if is_leaving():
        return "stopping"
    if _is_disk_full(settings.UNDERSIGNED.data):
        return "disk"
    if not _are_secrets_readable(settings.UNDERSIGNED.secrets_folder):
        return "secrets"
    try:
        if not _takes_a_write():
            return "database"
        return "" if _has_every_migration() else "migrations"
    except DatabaseError:
        return "database"


def degradations() -> Iterator[str]:
    """What somebody has to look at though people can sign and confirm: `part: what`, no more."""
    state = log_state()
    if state is not None and state.refused:
        yield "publisher: refused"
    if state is not None and state.alarm:
        yield "log: recount differs"
    if pause_reason() is not None:
        yield "mail: paused"


def _is_disk_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < FREE_BYTES
    except OSError:
        return True


def _are_secrets_readable(folder: Path) -> bool:
    """Looked up anew: the process has them in its memory, the one that replaces it has not."""
    try:
        return all((folder / f"{name}.key").read_bytes() for name in NAMES)
    except OSError:
        return False


def _takes_a_write() -> bool:
    """A transaction that writes was committed in time."""
    begun = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL statement_timeout = {int(PING_WITHIN_SECONDS * 1000)}")
            # A number of its own makes the commit a write: a standby refuses it, a full disk fails it.
            cursor.execute("SELECT pg_current_xact_id(), current_setting('transaction_read_only')")
            if cursor.fetchone()[1] == "on":
                return False
        else:
            # The transaction has begun as a writer's: it has had its turn.
            cursor.execute("SELECT 1")
    return time.monotonic() - begun <= PING_WITHIN_SECONDS


def _has_every_migration() -> bool:
    """What this code wants is applied; a newer version beside it may have applied more."""
    return _wanted() <= set(MigrationRecorder(connection).applied_migrations())


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """Every migration of this code, read once: it can't change while the process lives."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations or ())
