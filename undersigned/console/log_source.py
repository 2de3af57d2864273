"""Where an auditor reads a log: under its address, or in a folder that holds a copy. Needs nothing but `tlog`."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from undersigned.console.unreadable import LogUnreadable
from undersigned.tlog.readers import TileSource, with_full_tiles

# The largest honest file is a bundle of 256 entries of 514 bytes each.
MOST_BYTES = 1_000_000
# More than a bundle of signatures, and little enough to cost nothing.
READ_BYTES = 1 << 16


class LogSource:
    """Reads files of a log by their path under its prefix."""

    def __init__(self, place: str) -> None:
        """Reads nothing yet."""
        self.place, self._read = place, reader_of(place)

    def checkpoint(self) -> bytes:
        """The newest published checkpoint, a signed note."""
        try:
            return self._read("checkpoint")
        except FileNotFoundError as missing:
            raise LogUnreadable("there is no checkpoint at this place") from missing

    @property
    def tiles(self) -> TileSource:
        """Gives the bytes of a tile; FileNotFoundError where there is none."""
        return with_full_tiles(lambda tile: self._read(tile.path))


def reader_of(place: str) -> Callable[[str], bytes]:
    """Gives the bytes of a file by its path under this address or folder; FileNotFoundError where there is none."""
    if urlsplit(place).scheme not in {"http", "https"}:
        return _Files(place)
    # Here, because the processes that check a folder need no client, and loading one takes them long.
    from undersigned.console.log_web import LogWeb

    return LogWeb(place, MOST_BYTES)


class _Files:
    """A check of a long log opens some ten thousand files: by the system's own calls, which take half as long."""

    def __init__(self, folder: str) -> None:
        self._folder = str(Path(folder))

    def __call__(self, path: str) -> bytes:
        try:
            file = os.open(f"{self._folder}/{path}", os.O_RDONLY)
        except FileNotFoundError as missing:
            raise FileNotFoundError(path) from missing
        except OSError as fault:
            raise LogUnreadable(f"{path}: {fault}") from fault
        try:
            return self._whole(path, file)
        finally:
            os.close(file)

    @staticmethod
    def _whole(path: str, file: int) -> bytes:
        try:
            data = os.read(file, READ_BYTES)
            # A short read is the end of these files; a full one may have more behind it.
            while len(data) % READ_BYTES == 0 and (more := os.read(file, READ_BYTES)):
                data += more
        except OSError as fault:
            raise LogUnreadable(f"{path}: {fault}") from fault
        return data
