"""`undersigned backup DIR`: all that a site is, in one folder: database, media, log, key store, secrets.

The folder reads everything: keep it as you keep the machine. The key store's copies in older backups under DIR go after
7 days, so that a petition whose key was destroyed cannot be read from them.
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from undersigned import __version__
from undersigned.console.main import open_house

KEYSTORE_KEPT = timedelta(days=7)
STAMP = "%Y-%m-%dT%H%M%SZ"
MANIFEST = "backup.json"


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("backup", help="copy everything that the site is into a folder; the site may run")
    verb.add_argument("folder", metavar="DIR", type=Path)
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Makes a backup and prints its folder."""
    open_house()
    now = datetime.now(UTC)
    folder = back_up(arguments.folder.absolute(), now, report=lambda line: print(f"  {line}", file=sys.stderr))
    for old in forget_old_keystores(arguments.folder.absolute(), now):
        print(f"  key store of {old.name} removed: older than {KEYSTORE_KEPT.days} days", file=sys.stderr)
    print(folder)
    return 0


def back_up(parent: Path, now: datetime, report: Callable[[str], None]) -> Path:
    """A new folder `DIR/<time>`, complete or not there at all. The database is copied before the key store: every
    petition in it has its key there.
    """
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = Path(tempfile.mkdtemp(prefix=".backup-", dir=parent))
    report("database")
    kind = _copy_database(scratch)
    from django.conf import settings

    from undersigned.keys.copies import export_keystore

    environment = settings.UNDERSIGNED
    for name in ("media", "log", "pages"):
        report(name)
        _copy_folder(environment.data / name, scratch / name)
    report("secrets and key store")
    _copy_folder(environment.secrets_folder, scratch / "secrets")
    export_keystore(scratch / "keystore")
    (scratch / MANIFEST).write_text(json.dumps({"made_at": now.isoformat(), "version": __version__, "database": kind}))
    return scratch.rename(parent / now.strftime(STAMP))


def _copy_folder(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))


def _copy_database(folder: Path) -> str:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as source:
            with sqlite3.connect(folder / "database.sqlite3") as target:
                # In one step: between two, any writer makes SQLite begin anew, and a busy site's backup never ends.
                source.backup(target)
            target.close()
        source.close()
        return "sqlite"
    with (folder / "database.dump").open("wb") as file:
        subprocess.run(
            ["pg_dump", "--format=custom", "--no-owner", "--dbname", connection_uri()], stdout=file, check=True
        )
    return "postgresql"


def connection_uri() -> str:
    """The main database as libpq's URI, password included: only for a child process of ours."""
    from django.conf import settings

    return str(settings.UNDERSIGNED.database_url).replace("postgis://", "postgres://")


def forget_old_keystores(parent: Path, now: datetime) -> list[Path]:
    """Removes the key store from every backup under the folder that is older than its time; returns those backups."""
    forgotten = []
    for backup in sorted(parent.iterdir()):
        try:
            made_at = datetime.strptime(backup.name, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        if now - made_at > KEYSTORE_KEPT and (backup / "keystore").is_dir():
            shutil.rmtree(backup / "keystore")
            forgotten.append(backup)
    return forgotten
