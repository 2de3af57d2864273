"""What the legs are, in the order in which they start."""

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workshop.postgres import PostgresMissing, postgres

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class LegMissing(Exception):
    """The leg can't run here; the message says why and how to get what it needs."""


Surroundings = Callable[[], contextlib.AbstractContextManager[Mapping[str, str]]]


@contextlib.contextmanager
def nothing_special() -> Iterator[Mapping[str, str]]:
    """SQLite, in the tests' own folder."""
    yield {"DATABASE_URL": ""}


@contextlib.contextmanager
def careless_postgres() -> Iterator[Mapping[str, str]]:
    """A PostgreSQL that forgets at a power cut, which no test of this leg makes."""
    with _postgres(durable=False) as variables:
        yield variables


@contextlib.contextmanager
def durable_postgres() -> Iterator[Mapping[str, str]]:
    """A PostgreSQL as it is run for real."""
    with _postgres(durable=True) as variables:
        yield variables


@contextlib.contextmanager
def _postgres(*, durable: bool) -> Iterator[Mapping[str, str]]:
    try:
        with postgres(durable=durable) as server:
            path = os.environ.get("PATH", "")
            yield {
                "DATABASE_URL": server.url,
                "PATH": f"{server.programs}{os.pathsep}{path}" if server.programs else path,
            }
    except PostgresMissing as missing:
        raise LegMissing(str(missing)) from missing


@contextlib.contextmanager
def browser() -> Iterator[Mapping[str, str]]:
    """SQLite and a Chromium that was found on the path."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise LegMissing("no Chromium on the path; apt-get install chromium")
    yield {"DATABASE_URL": "", "CHROMIUM": found}


@dataclass(frozen=True)
class Leg:
    """One thing to prove. `tests` are folders for pytest; without them `command` ends with 0 or has failed."""

    name: str
    command: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    cores: int = 1
    is_quick: bool = False
    surroundings: Surroundings = field(default=nothing_special)


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """A program of the environment itself, whatever else stands on the path."""
    return (str(BIN / name), *arguments)


def module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)


def workers() -> str:
    """Processes of the suite: one a core, at least two, since tests must not know each other."""
    return str(max(2, min(os.cpu_count() or 2, 8)))


# What has a leg of its own is left out of the whole suite.
SUITE = (
    "--ignore=tests/house",
    "--ignore=tests/browser",
    "--ignore=tests/kills",
    "--ignore=tests/faults",
    "--every-address",
    "-n",
    workers(),
)

LEGS = (
    # The longest of the quick ones comes first: it has one core to itself while the others share the second.
    Leg("types", module("mypy"), is_quick=True),
    Leg("lint", tool("ruff", "check"), is_quick=True),
    Leg("format", tool("ruff", "format", "--check"), is_quick=True),
    Leg("walls", tool("lint-imports", "--no-cache"), is_quick=True),
    Leg("spelling", tool("codespell"), is_quick=True),
    Leg("templates", tool("djlint", "undersigned", "--lint", "--quiet"), is_quick=True),
    Leg(
        "migrations",
        module("django", "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"),
        is_quick=True,
    ),
    Leg("catalogues", module("workshop.messages", "check"), is_quick=True),
    Leg("house", tests=("tests/house",), is_quick=True),
    Leg("suite on SQLite", tests=("tests",), options=SUITE, cores=2),
    Leg("suite on PostgreSQL", tests=("tests",), options=SUITE, cores=2, surroundings=careless_postgres),
    Leg("browser", tests=("tests/browser",), options=("-n", "2"), cores=2, surroundings=browser),
    # These wait more than they work, so each is content with one core.
    Leg("faults of PostgreSQL", tests=("tests/faults",), options=("-n", "2"), surroundings=careless_postgres),
    Leg("kills on SQLite", tests=("tests/kills",)),
    Leg("kills on PostgreSQL", tests=("tests/kills",), surroundings=durable_postgres),
)
