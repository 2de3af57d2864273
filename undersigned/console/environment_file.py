"""Settings from a file of lines NAME=value, as a service manager's EnvironmentFile has them."""

import os
import shlex
from pathlib import Path


class EnvironmentFile:
    """A file that is read into this process's environment, and read again when it has changed."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self._path = path
        self._before = dict(os.environ)
        self._given: set[str] = set()

    def read(self) -> None:
        """The environment is the file's afterwards: what is no longer in it is as it was before the first time.

        A line is NAME=value; quotes around a value, `export ` in front and lines that begin with # are understood.
        Raises OSError where the file can't be read, ValueError where a line can't be understood.
        """
        named = dict(_lines(self._path.read_text(encoding="utf-8")))
        for name in self._given - named.keys():
            os.environ.pop(name, None)
            if name in self._before:
                os.environ[name] = self._before[name]
        os.environ.update(named)
        self._given |= named.keys()


def _lines(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            parts = shlex.split(value)
            found.append((name.strip(), parts[0] if len(parts) == 1 else value.strip()))
    return found
