"""Writes down, in order, what SQLite and the site do to the files of a folder.

SQLite is asked at its own door: a VFS is put before the default one, in the very library that Python's sqlite3 uses,
and the methods of every file that it opens are exchanged for ones that note and hand on. The site's own files (log,
key store) are noted where Python syncs, renames, links and removes them. A write is noted once it was made, a sync
from when it began: so nothing counts as safe that another thread was still writing.
"""

import ctypes
import os
import threading
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, ClassVar

from bench.power.disk import FOLDER, Acknowledged, FolderSynced, Named, Record, Step, Synced, Truncate, Write
from bench.power.python_door import watch_python

OPEN_CREATE, OPEN_MAIN_JOURNAL, OPEN_SUPER_JOURNAL, OPEN_WAL = 0x4, 0x800, 0x4000, 0x80000

XOPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
XDELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
XCLOSE = CFUNCTYPE(c_int, c_void_p)
XWRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
XTRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
XSYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class Vfs(Structure):
    """sqlite3_vfs, version 3 (sqlite3.h); what is not exchanged is a plain pointer."""

    _fields_: ClassVar = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name", c_char_p),
        ("data", c_void_p), ("open", XOPEN), ("delete", XDELETE),
        *((f"other{number}", c_void_p) for number in range(14)),
    ]  # fmt: skip


class Methods(Structure):
    """sqlite3_io_methods, version 3."""

    _fields_: ClassVar = [
        ("version", c_int), ("close", XCLOSE), ("read", c_void_p), ("write", XWRITE), ("truncate", XTRUNCATE),
        ("sync", XSYNC), *((f"other{number}", c_void_p) for number in range(13)),
    ]  # fmt: skip


class Recorder:
    """Records what happens below `folder` from `start` on, in this process, whatever thread does it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.steps: list[Step] = []
        self._start: dict[str, bytes] = {}
        self._lock = threading.RLock()
        self._last_node = 0
        self._nodes: dict[str, int] = {}
        self._kept: list[object] = []

    def start(self) -> None:
        """From here on everything is written down; what stands in the folder now is taken for safe."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.endswith("-shm"):
                self._start[self._name(path)] = path.read_bytes()
        self._nodes = {path: -number for number, path in enumerate(sorted(self._start), start=1)}
        SqliteDoor(self).open()
        watch_python(self)

    def record(self, **marks: object) -> Record:
        """All that was written down."""
        return Record(self._start, list(self.steps), marks)

    def acknowledge(self, kind: str, *what: object) -> None:
        """Somebody is told now."""
        self.steps.append(Acknowledged(kind, what))

    def is_inside(self, path: object) -> bool:
        return str(path).startswith(f"{self.folder}{os.sep}") and not str(path).endswith("-shm")

    def node(self, path: object, *, is_new: bool = False) -> int:
        """The number of the file that has this name now; a new one where there was none."""
        name = self._name(path)
        with self._lock:
            if is_new or name not in self._nodes:
                self._last_node += 1
                self._nodes[name] = self._last_node
                self.steps.append(Named(_parent(name), Path(name).name, self._last_node))
            return self._nodes[name]

    def has(self, path: object) -> bool:
        return self._name(path) in self._nodes

    def folder_made(self, path: object) -> None:
        name = self._name(path)
        self.steps.append(Named(_parent(name), Path(name).name, FOLDER))

    def removed(self, path: object) -> None:
        name = self._name(path)
        with self._lock:
            self._nodes.pop(name, None)
            self.steps.append(Named(_parent(name), gone=(Path(name).name,)))

    def renamed(self, source: object, target: object, *, is_link: bool = False) -> None:
        """Within one folder, as the site does it: one step of that folder's names."""
        old, new = self._name(source), self._name(target)
        with self._lock:
            node = self._nodes[old] if is_link else self._nodes.pop(old)
            self._nodes[new] = node
            gone = () if is_link else (Path(old).name,)
            self.steps.append(Named(_parent(new), Path(new).name, node, gone))

    def synced_folder(self, path: object, began: int) -> None:
        self.steps.append(FolderSynced(self._name(path), began))

    def _name(self, path: object) -> str:
        return os.path.relpath(str(path), self.folder)


def _parent(name: str) -> str:
    return str(Path(name).parent)


class SqliteDoor:
    """The VFS before SQLite's own."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.library = _sqlite_library()
        self.library.sqlite3_vfs_find.restype = POINTER(Vfs)
        self.own: Vfs = self.library.sqlite3_vfs_find(None).contents
        self.files: dict[int, tuple[int, str, Methods]] = {}
        self.unsynced_names: set[int] = set()
        self.methods: dict[int, Methods] = {}

    def open(self) -> None:
        """Every connection that is opened from now on goes through this door."""
        door = Vfs.from_buffer_copy(self.own)
        door.name = b"power"
        door.open, door.delete = XOPEN(self._open), XDELETE(self._delete)
        # SQLite keeps the pointer for the life of the process.
        self.recorder._kept += [self, door]
        if self.library.sqlite3_vfs_register(ctypes.byref(door), 1) != 0:
            raise RuntimeError("SQLite does not take the recording VFS")

    def _open(self, vfs: int, name: int, file: int, flags: int, out: Any) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        is_kept = bool(path) and self.recorder.is_inside(path)
        is_new = is_kept and flags & OPEN_CREATE != 0 and not Path(path).exists()
        status = self.own.open(vfs, name, file, flags, out)
        if status != 0 or not is_kept:
            return int(status)
        node = self.recorder.node(path, is_new=is_new)
        if is_new and flags & (OPEN_WAL | OPEN_MAIN_JOURNAL | OPEN_SUPER_JOURNAL):
            # os_unix.c syncs the folder with the first sync of a journal that it has made (UNIXFILE_DIRSYNC).
            self.unsynced_names.add(file)
        place = ctypes.cast(file, POINTER(c_void_p))
        own = ctypes.cast(c_void_p(place[0]), POINTER(Methods)).contents
        self.files[file] = (node, path, own)
        place[0] = ctypes.cast(ctypes.byref(self._noting(int(place[0] or 0), own)), c_void_p)
        return 0

    def _noting(self, address: int, own: Methods) -> Methods:
        if address not in self.methods:
            noting = Methods.from_buffer_copy(own)
            noting.close, noting.write = XCLOSE(self._close), XWRITE(self._write)
            noting.truncate, noting.sync = XTRUNCATE(self._truncate), XSYNC(self._sync)
            self.methods[address] = noting
        return self.methods[address]

    def _close(self, file: int) -> int:
        _, _, own = self.files.pop(file)
        self.unsynced_names.discard(file)
        return int(own.close(file))

    def _write(self, file: int, data: int, size: int, offset: int) -> int:
        node, _, own = self.files[file]
        written = ctypes.string_at(data, size)
        status = own.write(file, data, size, offset)
        self.recorder.steps.append(Write(node, offset, written))
        return int(status)

    def _truncate(self, file: int, size: int) -> int:
        node, _, own = self.files[file]
        status = own.truncate(file, size)
        self.recorder.steps.append(Truncate(node, size))
        return int(status)

    def _sync(self, file: int, flags: int) -> int:
        node, path, own = self.files[file]
        began = len(self.recorder.steps)
        status = own.sync(file, flags)
        if status == 0:
            self.recorder.steps.append(Synced(node, began))
            if file in self.unsynced_names:
                self.unsynced_names.discard(file)
                self.recorder.synced_folder(Path(path).parent, began)
        return int(status)

    def _delete(self, vfs: int, name: bytes, with_folder: int) -> int:
        path = os.fsdecode(name)
        began = len(self.recorder.steps)
        status = self.own.delete(vfs, name, with_folder)
        if status == 0 and self.recorder.is_inside(path):
            self.recorder.removed(path)
            if with_folder & 1:
                self.recorder.synced_folder(Path(path).parent, began + 1)
        return int(status)


def _sqlite_library() -> ctypes.CDLL:
    """The library behind Python's sqlite3, not another one that this machine may have beside it."""
    import _sqlite3

    # dlsym on a module finds what the module itself was linked with.
    return ctypes.CDLL(getattr(_sqlite3, "__file__", None))
