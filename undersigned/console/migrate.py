"""`undersigned migrate`: brings the database to this version's shape."""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from undersigned.console.main import open_house

TRIES = 240
REST_SECONDS = 0.5
CHANGES = ("alter", "create", "drop", "lock", "truncate")
# SQLSTATE of PostgreSQL (appendix A of its documentation).
LOCK_NOT_AVAILABLE = "55P03"


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("migrate", help="bring the database to this version's shape")
    verb.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Migrates every database and says so."""
    open_house()
    migrate_all(verbosity=1)
    return 0


def migrate_all(*, verbosity: int = 0) -> None:
    """All migrations are applied afterwards, in the main database and in the key store's where that is one."""
    from django.conf import settings
    from django.core.management import call_command

    for alias in settings.DATABASES:
        migrate = partial(call_command, "migrate", database=alias, verbosity=verbosity, interactive=False)
        keep_nobody_waiting(alias, migrate)


def keep_nobody_waiting(alias: str, act: Callable[[], object], *, tries: int = TRIES) -> None:
    """`act`, whose changes of tables wait for a lock no longer than half a second; then again, as often as `tries`.

    On PostgreSQL whoever waits for a table's lock keeps out all that come later, signers too. A migration is one
    transaction or can be repeated, so what gave way is simply tried again. Raises OperationalError after the last try.
    """
    from django.db import OperationalError, connections

    connection = connections[alias]
    for left in reversed(range(tries)):
        try:
            with connection.execute_wrapper(_give_way):
                act()
        except OperationalError as fault:
            if getattr(fault.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE or left == 0:
                raise
            time.sleep(REST_SECONDS)
        else:
            return


def _give_way(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Before whatever changes a table: how long it may wait for those who use it. What is built beside may wait."""
    connection = context["connection"]
    if (
        connection.vendor == "postgresql"
        and connection.in_atomic_block
        and str(sql).lstrip().lower().startswith(CHANGES)
    ):
        execute("SET LOCAL lock_timeout = '500ms'", None, False, context)
    return execute(sql, params, many, context)


def unapplied() -> list[str]:
    """Names of migrations that are not applied yet, as `alias: app.name`."""
    from django.conf import settings
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    waiting = []
    for alias in settings.DATABASES:
        executor = MigrationExecutor(connections[alias])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        waiting += [f"{alias}: {migration.app_label}.{migration.name}" for migration, _ in plan]
    return waiting


def prepare_database() -> bool:
    """True where the site may start. A new database is made; one of an older version is left to its person."""
    from django.db import connection

    waiting = unapplied()
    if not waiting:
        return True
    if "petitions_petition" in connection.introspection.table_names():
        print("The database is of an older version. Back it up, then run: undersigned migrate", file=sys.stderr)
        return False
    print("Making a new database ...", file=sys.stderr)
    migrate_all()
    return True


def wait_for_database() -> bool:
    """True as soon as every migration is applied, by whichever process does it; False after two minutes."""
    for _ in range(240):
        if not unapplied():
            return True
        time.sleep(0.5)
    print("The database is not of this version. Run: undersigned migrate", file=sys.stderr)
    return False
