"""A tile at the door and behind it: the same bytes, the same headers; what is none is Django's to refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.core.asgi import get_asgi_application
from pytest_django.fixtures import Settings

from tests.makers import make_published
from tests.signing import publish_all
from tests.web.door.asking import Behind, ask
from undersigned.web.door import rendering, tiles
from undersigned.web.door.door import Door
from undersigned.web.metrics import Watched

pytestmark = pytest.mark.django_db(transaction=True)


def get(path: str, method: str = "GET") -> dict[str, Any]:
    return {"method": method, "path": path, "headers": {"host": "testserver"}, "body": b""}


@pytest.mark.parametrize("path", ["/log/tile/0/000.p/1", "/log/tile/entries/000.p/1"])
def test_a_tile_is_the_same_by_either_way(path: str) -> None:
    make_published(datetime.now(UTC))
    publish_all(now=datetime.now(UTC))
    django = Behind(cast(Any, get_asgi_application()))
    pages = Watched.pages["hit"]
    by_door = ask(Door(django), **get(path))
    # No tile is a page that was kept.
    assert (django.asked, Watched.pages["hit"]) == (0, pages)
    by_view = ask(django, **get(path))
    assert (by_door.status, by_door.headers, by_door.body) == (200, by_view.headers, by_view.body)
    assert ask(Door(django), **get(path, "HEAD")).body == b""


@pytest.fixture
def https(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site's address is https, and nothing was asked before."""
    settings.IS_HTTPS, settings.SECURE_HSTS_SECONDS = True, 100
    monkeypatch.setattr(tiles.Known, "headers", ())
    rendering._handler.cache_clear()
    yield
    rendering._handler.cache_clear()


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.usefixtures("https")
def test_a_tile_says_over_https_alone_what_belongs_there(scheme: str) -> None:
    make_published(datetime.now(UTC))
    publish_all(now=datetime.now(UTC))
    django = Behind(cast(Any, get_asgi_application()))
    request = get("/log/tile/0/000.p/1")
    by_door = ask(Door(django), **request, scheme=scheme)
    assert django.asked == 0
    assert by_door.headers == ask(django, **request, scheme=scheme).headers
    assert ("strict-transport-security" in by_door.headers) is (scheme == "https")


@pytest.mark.parametrize(
    "path", ["/log/tile/0/001", "/log/tile/0/../../../secrets/log.key", "/log/tile/x", "/log/tile/0/000.p/0"]
)
def test_what_is_no_tile_is_left_to_django(path: str) -> None:
    django = Behind(cast(Any, get_asgi_application()))
    assert ask(Door(django), **get(path)).status == 404
    assert django.asked == 1
