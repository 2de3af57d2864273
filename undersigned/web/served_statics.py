"""Static files as they are served: those of this version, and those of the next while it takes over.

While processes are renewed, a page that a new process has made names files that an old one has not seen. Their names
hold a hash of their content, so whoever finds one under its name has found the right one.
"""

import re
from pathlib import Path
from typing import Any, Final

from servestatic import ServeStaticASGI

HASHED: Final = re.compile(r"^[^.][^\0]*\.[0-9a-f]{12}\.[a-z0-9]+$")


class ServedStatics(ServeStaticASGI):  # type: ignore[misc]  # servestatic has no types
    """As servestatic's, which looks for files at its start alone."""

    def __init__(self, application: Any, *, root: Path, prefix: str, **options: Any) -> None:
        """Files lie under the root and are asked for under the prefix."""
        self._root, self._prefix = root, prefix
        super().__init__(application, root=root, prefix=prefix, **options)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with the file, or hand over."""
        path = scope.get("path", "")
        if path.startswith(self._prefix) and path not in self.files and HASHED.match(path[len(self._prefix) :]):
            file = self._root / path[len(self._prefix) :]
            if file.is_file():
                # Refused by itself where the path leads out of the root.
                self.add_file_to_dictionary(path, str(file), root=self._root)
        await super().__call__(scope, receive, send)
