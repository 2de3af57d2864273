"""Where wrapped keys of petitions lie: a folder, or a table of a second database. Never the main database.

A store holds, per petition, one line of text; an empty one says that the keys were destroyed. Its own
backups must be gone after 7 days: an older one would undo a deletion.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction

from undersigned.keys.models import WrappedKey
from undersigned.keys.router import ALIAS
from undersigned.keys.secrets import sync_folder

PID = re.compile(r"[A-Za-z0-9_-]{22}")


class Store(Protocol):
    """Where lines of text are kept by petition."""

    def read(self, pid: str) -> str | None:
        """The line; "" where the keys were destroyed, None where there never were any."""

    def add(self, pid: str, line: str) -> str:
        """The line that stands afterwards: this one, or an earlier one, which is never replaced. Durable."""

    def replace(self, pid: str, old: str, new: str) -> bool:
        """True where the line was `old` and is now `new`, durably; the old one is gone."""

    def destroy(self, pid: str) -> None:
        """The line is "" for ever, durably, and what it was is gone."""

    def pids(self) -> Iterator[str]:
        """All petitions that the store has heard of."""


def key_store() -> Store:
    """The store that the settings name."""
    place: str = settings.UNDERSIGNED.keystore_place
    return TableStore() if "://" in place else FolderStore(Path(place))


class FolderStore:
    """One file per petition, mode 0600, written beside and moved into place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, pid: str) -> str | None:
        try:
            line = self._path(pid).read_text("ascii").strip()
            # Zeros: it was replaced between our opening and reading. What lies there now is whole.
            return self._path(pid).read_text("ascii").strip() if "\0" in line else line
        except FileNotFoundError:
            return None

    def add(self, pid: str, line: str) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(pid)
        scratch = self._write_beside(path, line)
        try:
            # link, not rename: whoever comes first wins, and no key is ever replaced by another one.
            os.link(scratch, path)
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
        sync_folder(self._folder)
        return path.read_text("ascii").strip()

    def replace(self, pid: str, old: str, new: str) -> bool:
        path = self._path(pid)
        if self.read(pid) != old:
            return False
        scratch = self._write_beside(path, new)
        with path.open("r+b") as old_file:
            scratch.replace(path)
            _overwrite(old_file.fileno())
        sync_folder(self._folder)
        return True

    def destroy(self, pid: str) -> None:
        line = self.read(pid)
        if line is None:
            self.add(pid, "")
        elif line:
            self.replace(pid, line, "")
        # A scratch file that a crash left behind would be a second copy.
        for left in self._folder.glob(f".{pid}.*"):
            left.unlink()
        sync_folder(self._folder)

    def pids(self) -> Iterator[str]:
        for path in sorted(self._folder.glob("*.key")):
            if PID.fullmatch(path.stem):
                yield path.stem

    def _path(self, pid: str) -> Path:
        if not PID.fullmatch(pid):
            raise ValueError("not a petition's id")
        return self._folder / f"{pid}.key"

    def _write_beside(self, path: Path, line: str) -> Path:
        scratch = path.with_name(f".{path.stem}.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            # A full disk: half a key is none.
            scratch.unlink()
            raise
        return scratch


def _overwrite(handle: int) -> None:
    """Zeros over a file's bytes: where the file system writes in place, nothing of them stays on the disk."""
    with contextlib.suppress(OSError):
        os.pwrite(handle, bytes(os.fstat(handle).st_size), 0)
        os.fsync(handle)


class TableStore:
    """One row per petition in the second database."""

    def read(self, pid: str) -> str | None:
        return WrappedKey.objects.using(ALIAS).filter(pid=pid).values_list("wrapped", flat=True).first()

    def add(self, pid: str, line: str) -> str:
        row, _ = WrappedKey.objects.using(ALIAS).get_or_create(pid=pid, defaults={"wrapped": line})
        return row.wrapped

    def replace(self, pid: str, old: str, new: str) -> bool:
        return WrappedKey.objects.using(ALIAS).filter(pid=pid, wrapped=old).update(wrapped=new) == 1

    def destroy(self, pid: str) -> None:
        with transaction.atomic(using=ALIAS):
            WrappedKey.objects.using(ALIAS).update_or_create(pid=pid, defaults={"wrapped": ""})

    def pids(self) -> Iterator[str]:
        yield from WrappedKey.objects.using(ALIAS).order_by("pid").values_list("pid", flat=True).iterator()
