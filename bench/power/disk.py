"""What a disk may hold after a power cut, given everything that was done to its files before.

The model: what was written to a file before its last completed sync began is there. Of everything later each piece of
512 bytes survives or not, each for itself, in any order; where a file had grown, what did not survive is zeros or
rubbish, or the file has its old length. A name (made, renamed, removed) is certain once its folder was synced;
before, it is there or not, each for itself, whatever file systems with a journal promise beyond that. A sector that
is not written to keeps what it held, as SQLite assumes of disks by default (SQLITE_POWERSAFE_OVERWRITE).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

SECTOR = 512
SQLITE = ".sqlite3"
"""In the names of SQLite's files, and of no others."""
FOLDER = 0
"""In place of a file's number: the name is a folder's."""


@dataclass(frozen=True, slots=True)
class Write:
    """These bytes were written to the file at this place."""

    node: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """The file was cut to this size."""

    node: int
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """A sync of this file returned; it covers what had been done when it began, `began` steps into the record."""

    node: int
    began: int


@dataclass(frozen=True, slots=True)
class Named:
    """A folder's names changed in one step: `gone` are no names any more, `name` is this file's (if any)."""

    folder: str
    name: str = ""
    node: int = 0
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderSynced:
    """A sync of this folder returned; it covers names as they were when it began."""

    folder: str
    began: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody was told: `kind` of promise about `what`. That stands whenever the light goes out."""

    kind: str
    what: tuple[object, ...]


Step = Write | Truncate | Synced | Named | FolderSynced | Acknowledged


@dataclass
class Record:
    """The files at the start, all of them safely on disk, and every step since."""

    start: dict[str, bytes]
    steps: list[Step]
    marks: dict[str, object] = field(default_factory=dict)
    """What else the check must know about the run."""


@dataclass
class _File:
    safe: bytearray
    later: list[tuple[int, Write | Truncate]] = field(default_factory=list)


@dataclass
class _Folder:
    safe: dict[str, int] = field(default_factory=dict)
    later: list[tuple[int, Named]] = field(default_factory=list)


# How much of what was not safe is left, by the luck of the cut.
LUCKS = (0.0, 0.1, 0.5, 0.9, 1.0)


class Disk:
    """Goes through the record; `left` is what a cut at this very step may leave."""

    def __init__(self, record: Record, *, lies: str = "nothing") -> None:
        """`lies`: the syncs that return and do nothing, of `nothing`, `files` (the site's own) or `everything`."""
        self._steps, self._at = record.steps, 0
        self._lies = lies
        self._of_sqlite: set[int] = set()
        self._files: dict[int, _File] = {}
        self._folders: dict[str, _Folder] = {}
        self.acknowledged: list[Acknowledged] = []
        for number, (path, data) in enumerate(sorted(record.start.items()), start=1):
            self._files[-number] = _File(bytearray(data))
            self._put(PurePosixPath(path), -number)

    def _put(self, place: PurePosixPath, node: int) -> None:
        if SQLITE in place.name:
            self._of_sqlite.add(node)
        self._folder(str(place.parent)).safe[place.name] = node
        if str(place.parent) != ".":
            self._put(place.parent, FOLDER)

    def go_to(self, step: int) -> None:
        """Everything before this step has happened."""
        for at in range(self._at, step):
            self._take(at, self._steps[at])
        self._at = max(self._at, step)

    def _take(self, at: int, step: Step) -> None:
        if isinstance(step, Write | Truncate):
            self._file(step.node).later.append((at, step))
        elif isinstance(step, Named):
            self._folder(step.folder).later.append((at, step))
            if SQLITE in step.name:
                self._of_sqlite.add(step.node)
        elif isinstance(step, Acknowledged):
            self.acknowledged.append(step)
        elif not self._is_lie(step):
            self._make_safe(step)

    def _is_lie(self, step: Synced | FolderSynced) -> bool:
        if self._lies == "files":
            return step.folder != "." if isinstance(step, FolderSynced) else step.node not in self._of_sqlite
        return self._lies == "everything"

    def _make_safe(self, step: Synced | FolderSynced) -> None:
        if isinstance(step, Synced):
            file = self._file(step.node)
            for _, change in [pair for pair in file.later if pair[0] < step.began]:
                _apply(file.safe, change)
            file.later = [pair for pair in file.later if pair[0] >= step.began]
        else:
            folder = self._folder(step.folder)
            for _, name in [pair for pair in folder.later if pair[0] < step.began]:
                _rename(folder.safe, name)
            folder.later = [pair for pair in folder.later if pair[0] >= step.began]

    def left(self, chance: random.Random) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file that is left, folders that were lost with all that is in them left out."""
        names = {path: self._names(folder, chance) for path, folder in self._folders.items()}
        reached = {"."}
        for path in sorted(names, key=lambda path: len(PurePosixPath(path).parts)):
            place = PurePosixPath(path)
            parent = str(place.parent)
            if path != "." and not (parent in reached and place.name in names.get(parent, {})):
                continue
            reached.add(path)
            for name, node in names[path].items():
                if node != FOLDER:
                    yield str(place / name), self._content(node, chance)

    def _names(self, folder: _Folder, chance: random.Random) -> dict[str, int]:
        names, luck = dict(folder.safe), chance.choice(LUCKS)
        for _, name in folder.later:
            if chance.random() < luck:
                _rename(names, name)
        return names

    def _content(self, node: int, chance: random.Random) -> bytes:
        file = self._file(node)
        if not file.later:
            return bytes(file.safe)
        content, luck = bytearray(file.safe), chance.choice(LUCKS)
        rubbish = chance.choice((None, chance))
        grows = chance.random() < 0.5
        for _, change in file.later:
            if isinstance(change, Truncate):
                if chance.random() < luck:
                    _apply(content, change)
                continue
            for piece in _sectors(change):
                if chance.random() < luck:
                    _apply(content, piece, rubbish)
                elif grows:
                    _grow(content, piece.offset + len(piece.data), rubbish)
        return bytes(content)

    def _file(self, node: int) -> _File:
        return self._files.setdefault(node, _File(bytearray()))

    def _folder(self, path: str) -> _Folder:
        return self._folders.setdefault(path, _Folder())


def _sectors(write: Write) -> Iterator[Write]:
    start, end = write.offset, write.offset + len(write.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(write.node, start, write.data[start - write.offset : stop - write.offset])
        start = stop


def _grow(content: bytearray, size: int, rubbish: random.Random | None) -> None:
    missing = size - len(content)
    if missing > 0:
        content.extend(rubbish.randbytes(missing) if rubbish else bytes(missing))


def _apply(content: bytearray, change: Write | Truncate, rubbish: random.Random | None = None) -> None:
    if isinstance(change, Truncate):
        if change.size < len(content):
            del content[change.size :]
        else:
            _grow(content, change.size, None)
        return
    _grow(content, change.offset, rubbish)
    content[change.offset : change.offset + len(change.data)] = change.data


def _rename(names: dict[str, int], step: Named) -> None:
    for name in step.gone:
        names.pop(name, None)
    if step.name:
        names[step.name] = step.node
