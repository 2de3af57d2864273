"""On SQLite one web process: a lock that the kernel gives back at death, and the words that say what to do instead."""

import fcntl
import sys
import time
from io import BufferedWriter
from pathlib import Path

# How long the processes of a supervisor that was killed may need to notice.
HELD_FOR_SECONDS = 15.0
LOOK_AGAIN_SECONDS = 0.2
ONE_PROCESS = (
    "SQLite has one writer, and web processes beside each other would only wait for one another. "
    "Serve with --workers 1, or set DATABASE_URL to a PostgreSQL database"
)


class AlreadyServed(Exception):
    """The site's database allows no (other) web process; the message says what to do."""


def take_web_lock(workers: int) -> BufferedWriter | None:
    """The lock of this data folder, held as long as the file or a copy of it is open; None where none is needed.

    AlreadyServed on SQLite with more than one web process, or beside another that does not end in 15 s.
    """
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "sqlite":
        return None
    if workers > 1:
        raise AlreadyServed(f"--workers {workers}: {ONE_PROCESS}")
    return _locked(Path(settings.UNDERSIGNED.data) / "run" / "web.lock")


def _locked(path: Path) -> BufferedWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    deadline = time.monotonic() + HELD_FOR_SECONDS
    is_told = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > deadline:
                file.close()
                raise AlreadyServed(f"{path.parent.parent} is served already. {ONE_PROCESS}") from None
        else:
            return file
        if not is_told:
            print("Another web process serves this folder; waiting for it to end ...", file=sys.stderr)
            is_told = True
        time.sleep(LOOK_AGAIN_SECONDS)
