"""No committed file names where packages come from, or somebody's own folders."""

import re

from tests.house.source import ROOT, committed

# Written so that this file does not hold them itself.
REGISTRIES = re.compile(
    r"(?:py[p]i\.org|python[h]osted\.org|registry\.n[p]mjs|deb\.d[e]bian\.org|crates\.i[o]/api|proxy\.g[o]lang)"
)
FOLDERS = re.compile(r"(?<![\w.:/-])/(?:ro[o]t|h[o]me/\w+|wor[k]|Us[e]rs/\w+)/\w")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b")
BINARY = {".png", ".jpg", ".jpeg", ".avif", ".webp", ".ico", ".woff2", ".gz", ".br", ".mmdb", ".gif", ".pdf"}


def _found(pattern: re.Pattern[str], *, leave: tuple[str, ...] = ()) -> list[str]:
    found = []
    for path in committed():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in BINARY or name.startswith(leave):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{name}:{number} {match.group()}")
    return found


def test_no_file_names_a_registry() -> None:
    assert _found(REGISTRIES) == []


def test_no_file_names_somebodys_folder() -> None:
    assert _found(FOLDERS) == []


def test_nothing_is_left_for_later() -> None:
    assert _found(UNFINISHED, leave=("undersigned/console/demo/content/", "undersigned/web/static/vendor/")) == []
