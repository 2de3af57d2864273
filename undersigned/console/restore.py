"""`undersigned restore DIR`: a site from its backup. Outgoing mail stays paused until a person resumes it.

Nothing is overwritten: what was there is moved aside and named. The published log is kept where it is newer than the
backup's, for the publisher must never sign a second history over it.
"""

import argparse
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from undersigned.console.backup import MANIFEST, STAMP, connection_uri
from undersigned.console.main import open_house


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("restore", help="bring a site back from a backup; stop the site first")
    verb.add_argument("folder", metavar="DIR", type=Path, help="a backup, or the folder of backups: then the newest")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restores, pauses mail, says what to do next."""
    backup = newest(arguments.folder.absolute())
    if backup is None:
        print(f"{arguments.folder} holds no backup (no {MANIFEST} in it).", file=sys.stderr)
        return 1
    now = datetime.now(UTC)
    _place_secrets(backup, now)
    open_house()
    if not _restore(backup, now):
        return 1
    print(f"Restored from {backup}.")
    print("Outgoing mail is paused. Look at the site, then let it flow: undersigned mail resume")
    return 0


def newest(folder: Path) -> Path | None:
    """The backup itself, or the newest one in the folder of backups."""
    if (folder / MANIFEST).is_file():
        return folder
    backups = sorted(child for child in folder.glob("*/") if (child / MANIFEST).is_file())
    return backups[-1] if backups else None


def _place_secrets(backup: Path, now: datetime) -> None:
    """The backup's secrets are in place before anything reads a secret: settings do, as soon as they load."""
    from undersigned.config.environment import read_environment

    _replace_folder(backup / "secrets", read_environment().secrets_folder, now)


def _restore(backup: Path, now: datetime) -> bool:
    from django.conf import settings

    kind = json.loads((backup / MANIFEST).read_text())["database"]
    environment = settings.UNDERSIGNED
    if not _restore_database(backup, kind, now):
        return False
    for name in ("media", "pages"):
        _replace_folder(backup / name, environment.data / name, now)
    if _size(environment.data / "log") <= _size(backup / "log"):
        _replace_folder(backup / "log", environment.data / "log", now)
    else:
        print("The published log is newer than this backup and stays: see `undersigned doctor`.", file=sys.stderr)
    from undersigned.console.migrate import migrate_all
    from undersigned.keys.copies import import_keystore
    from undersigned.mail.actions.pause import pause

    migrate_all()
    pause(reason=f"restored from a backup of {backup.name}", now=now)
    import_keystore(backup / "keystore")
    return True


def _size(log: Path) -> int:
    """Entries of the published checkpoint in a log's folder; 0 where there is none."""
    checkpoint = log / "checkpoint"
    return int(checkpoint.read_text().splitlines()[1]) if checkpoint.is_file() else 0


def _replace_folder(source: Path, target: Path, now: datetime) -> None:
    if not source.is_dir():
        return
    if target.exists():
        aside = target.with_name(f"{target.name}.before-{now.strftime(STAMP)}")
        target.rename(aside)
        print(f"What was in {target} is now in {aside}.", file=sys.stderr)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target)


def _restore_database(backup: Path, kind: str, now: datetime) -> bool:
    from django.conf import settings
    from django.db import connection, connections

    if kind != connection.vendor:
        print(f"The backup is of {kind}, the site's database is {connection.vendor}.", file=sys.stderr)
        return False
    if kind == "postgresql":
        return _restore_postgresql(backup, now)
    connections.close_all()
    name = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        path = name.with_name(name.name + suffix)
        if path.exists():
            path.rename(path.with_name(f"{path.name}.before-{now.strftime(STAMP)}"))
    shutil.copy2(backup / "database.sqlite3", name)
    return True


def _restore_postgresql(backup: Path, now: datetime) -> bool:
    """Into a fresh schema; the old one is renamed, so that nothing is lost."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'ALTER SCHEMA public RENAME TO "before_{now:%Y%m%d%H%M%S}"')
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    dump = str(backup / "database.dump")
    done = subprocess.run(
        ["pg_restore", "--no-owner", "--schema=public", "--exit-on-error", "--dbname", connection_uri(), dump],
        check=False,
    )
    return done.returncode == 0
