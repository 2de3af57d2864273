"""Python's own door to a disk: what the site syncs, renames, links and removes is noted as it happens."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.power.disk import Synced, Truncate, Write

if TYPE_CHECKING:
    from bench.power.recording import Recorder


def watch_python(recorder: "Recorder") -> None:
    """`os.fsync`, `rename`, `replace`, `link`, `unlink`, `mkdir` and `rmdir` note what they do."""
    for name, watch in (
        ("fsync", _watched_fsync),
        ("rename", _watched_rename),
        ("replace", _watched_rename),
        ("link", _watched_link),
        ("unlink", _watched_removal),
        ("remove", _watched_removal),
        ("rmdir", _watched_removal),
        ("mkdir", _watched_mkdir),
    ):
        setattr(os, name, watch(recorder, getattr(os, name)))


Call = Callable[..., Any]


def _watched_fsync(recorder: "Recorder", own: Call) -> Call:
    def fsync(handle: int) -> None:
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        if not recorder.is_inside(path) or path.endswith(" (deleted)"):
            own(handle)
            return
        is_folder = Path(path).is_dir()
        if not is_folder:
            _note_content(recorder, path)
        began = len(recorder.steps)
        own(handle)
        if is_folder:
            recorder.synced_folder(path, began)
        else:
            recorder.steps.append(Synced(recorder.node(path), began))

    return fsync


def _note_content(recorder: "Recorder", path: str) -> None:
    """What a file of the site's own holds; Python's own writes can't be watched, so they are noted when it matters."""
    content = Path(path).read_bytes()
    node = recorder.node(path)
    recorder.steps.extend((Truncate(node, len(content)), Write(node, 0, content)))


def _watched_rename(recorder: "Recorder", own: Call) -> Call:
    def rename(source: Any, target: Any, **how: Any) -> None:
        if recorder.is_inside(source) and not recorder.has(source):
            _note_content(recorder, str(source))
        own(source, target, **how)
        if recorder.is_inside(source):
            recorder.renamed(source, target)
            if str(target).endswith("/log/checkpoint"):
                # From this instant on anybody may have read it.
                recorder.acknowledge("checkpoint", Path(target).read_bytes())

    return rename


def _watched_link(recorder: "Recorder", own: Call) -> Call:
    def link(source: Any, target: Any, **how: Any) -> None:
        if recorder.is_inside(source) and not recorder.has(source):
            _note_content(recorder, str(source))
        own(source, target, **how)
        if recorder.is_inside(source):
            recorder.renamed(source, target, is_link=True)

    return link


def _watched_removal(recorder: "Recorder", own: Call) -> Call:
    def remove(path: Any, *, dir_fd: int | None = None) -> None:
        whole = str(path) if dir_fd is None else str(Path(f"/proc/self/fd/{dir_fd}").readlink() / str(path))
        own(path, dir_fd=dir_fd)
        if recorder.is_inside(whole):
            recorder.removed(whole)

    return remove


def _watched_mkdir(recorder: "Recorder", own: Call) -> Call:
    def mkdir(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        own(path, mode, dir_fd=dir_fd)
        if dir_fd is None and recorder.is_inside(path):
            recorder.folder_made(path)

    return mkdir
