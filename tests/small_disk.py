"""A disk that is full, and has room again: a small file system of its own, or where only root could make one, a limit.

The limit (RLIMIT_FSIZE, set on the site's running processes) refuses writes as a full disk does, with another number.
"""

import contextlib
import resource
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

BALLAST = ".ballast"


class SmallDisk:
    """What `folder` lies on."""

    def __init__(self, folder: Path, *, is_own: bool, processes: Callable[[], Iterable[int]]) -> None:
        self.folder, self.is_own, self._processes = folder, is_own, processes

    def fill(self) -> None:
        """Not one more block can be written."""
        if not self.is_own:
            self._limit(1)
            return
        with contextlib.suppress(OSError), (self.folder / BALLAST).open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))

    def free(self) -> None:
        """There is room again."""
        if self.is_own:
            (self.folder / BALLAST).unlink()
        else:
            self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


@contextlib.contextmanager
def small_disk(folder: Path, *, megabytes: int, processes: Callable[[], Iterable[int]]) -> Iterator[SmallDisk]:
    """The folder on a disk of this size; `processes` are those to limit where no disk can be made."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    is_own = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield SmallDisk(folder, is_own=is_own, processes=processes)
    finally:
        if is_own:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
