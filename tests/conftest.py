"""What every test has at hand: the time, a house of its own, a post office that speaks real SMTP."""

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings

from tests.post_office import PostOffice
from tests.served import Site, fresh_database
from tests.settings import SCRATCH

pytest_plugins = ["tests.visited", "tests.emptied"]
# How long one example takes tells of the machine's other work, not of the code; the test's own limit stays.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")
DATABASE_MARKS = {"postgresql": True, "sqlite": False}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes longer as well")


def pytest_unconfigure() -> None:
    """Workers of xdist end without looking at `atexit`."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to another leg: that is no skip, since the other leg runs it."""
    is_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        foreign = any(
            item.get_closest_marker(mark) and is_postgresql is not wanted for mark, wanted in DATABASE_MARKS.items()
        )
        is_long = item.get_closest_marker("long") is not None and not config.getoption("--long")
        # What asks no database means the same beside any: the leg on SQLite runs it.
        is_pure = is_postgresql and not _asks_database(item)
        (left if foreign or is_long or is_pure else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture
def now() -> datetime:
    """A moment with nothing special about it: Tuesday, 3 March 2026, 12:00 UTC."""
    return datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def _uses_database(node: pytest.Item, fixtures: Iterable[str]) -> bool:
    names = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server"}
    return node.get_closest_marker("django_db") is not None or bool(names & set(fixtures))


def _asks_database(item: pytest.Item) -> bool:
    """True for tests with a database of their own, and for those that start a site in processes."""
    module = getattr(item, "module", None)
    starts_site = hasattr(module, "Site") or hasattr(module, "fresh_database")
    if item.get_closest_marker("postgresql") is not None:
        return True
    return starts_site or _uses_database(item, getattr(item, "fixturenames", ()))


def _forget_screening() -> None:
    """What a process remembers of a database that has rolled back."""
    from undersigned.signatures.screening.board import forget_board
    from undersigned.signatures.screening.memory import MEMORY
    from undersigned.signatures.screening.usual import received_before
    from undersigned.switches.queries import forget as forget_switches

    forget_switches()
    MEMORY.forget()
    forget_board()
    received_before.cache_clear()


@pytest.fixture(autouse=True)
def house(request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: Any) -> Path | None:
    """A data folder of its own for a test with a database: media, log and key store roll nothing back."""
    if not _uses_database(request.node, request.fixturenames):
        return None
    folder: Path = tmp_path_factory.mktemp("house")
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"data": folder})
    settings.MEDIA_ROOT = folder / "media"
    cache.clear()
    _forget_screening()
    # Django's test client takes these off and on again at each request; in some random order of a whole run they stay
    # off, and then the threads of later requests leave their connections open.
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    return folder


@pytest.fixture(autouse=True)
def _mother_tongue() -> None:
    """A page asked for in Turkish leaves its language in the thread, and the next test would be answered in it."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session")
def _post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def mailbox(_post_office: PostOffice, settings: Settings, house: Path | None) -> PostOffice:
    """A real SMTP server on loopback, empty at the start of the test, to which the site sends."""
    _post_office.clear()
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": _post_office.url})
    return _post_office


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A post office for a site in processes of its own."""
    with PostOffice() as post_office:
        yield post_office


@pytest.fixture
def database_url() -> Iterator[str | None]:
    """A new database on this leg's PostgreSQL; None on SQLite."""
    with fresh_database(os.environ.get("DATABASE_URL")) as url:
        yield url


@pytest.fixture
def site(office: PostOffice, tmp_path: Path, database_url: str | None) -> Iterator[Site]:
    """A site in processes of its own, as it is run for real."""
    with Site(tmp_path, smtp_url=office.url, database_url=database_url) as served:
        yield served
