"""The log's files on this node: written once, whole, and safe from a power cut; never edited.

A file is written under another name, flushed, renamed, and its folder flushed. Readers see all of it or nothing.
"""

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from undersigned.ledger.rules import LogRefused
from undersigned.tlog.growing import TileFile
from undersigned.tlog.tiles import Tile

CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class LogFolder:
    """The folder `/log` of this node."""

    path: Path

    def read_tile(self, tile: Tile) -> bytes:
        """The tile's bytes; FileNotFoundError where it does not stand here."""
        return (self.path / tile.path).read_bytes()

    def holds(self, tile: Tile) -> bool:
        """True where the tile stands here."""
        return (self.path / tile.path).is_file()

    def read_checkpoint(self) -> bytes | None:
        """The published checkpoint's signed note; None where nothing was published here."""
        try:
            return (self.path / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None

    def write_tiles(self, files: Iterable[TileFile]) -> None:
        """These tiles stand durably afterwards. Repeating is harmless; a tile with other bytes raises LogRefused."""
        folders = set()
        for tile, data in files:
            target = self.path / tile.path
            if self._is_written(target, data):
                continue
            folders |= _make_folder(target.parent)
            _write(target, data)
            folders.add(target.parent)
        for folder in folders:
            _flush_folder(folder)

    def replace_checkpoint(self, note: str) -> None:
        """The checkpoint is this note afterwards, durably: the last step of a publication."""
        for folder in _make_folder(self.path):
            _flush_folder(folder)
        _write(self.path / CHECKPOINT, note.encode())
        _flush_folder(self.path)

    def drop_partials(self, tile: Tile) -> None:
        """The partial tiles of this full tile are gone; no fault where there are none."""
        shutil.rmtree(self.path / f"{tile.folder}.p", ignore_errors=True)

    def _is_written(self, target: Path, data: bytes) -> bool:
        try:
            stored = target.read_bytes()
        except FileNotFoundError:
            return False
        if stored != data:
            raise LogRefused(
                f"The log's file {target} holds other bytes than the database gives for it. Nothing was written. "
                "Find out which of the two was changed before the publisher is started again."
            )
        return True


def _make_folder(folder: Path) -> set[Path]:
    """The folder stands afterwards; returns the folders that have got a new member and must be flushed."""
    changed = set()
    missing = folder
    while not missing.exists():
        changed.add(missing.parent)
        missing = missing.parent
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _write(target: Path, data: bytes) -> None:
    scratch = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with scratch.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(target)
    finally:
        scratch.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
