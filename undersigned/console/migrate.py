"""`undersigned migrate`: brings the database to this version's shape."""

import argparse
import sys
import time

from undersigned.console.main import open_house


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
        call_command("migrate", database=alias, verbosity=verbosity, interactive=False)


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
