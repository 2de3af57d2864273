"""A tile at the door and behind it: the same bytes, the same headers; what is none is Django's to refuse."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.core.asgi import get_asgi_application

from tests.makers import make_published
from tests.signing import publish_all
from tests.web.door.asking import Behind, ask
from undersigned.web.door.door import Door

pytestmark = pytest.mark.django_db(transaction=True)


def get(path: str, method: str = "GET") -> dict[str, Any]:
    return {"method": method, "path": path, "headers": {"host": "testserver"}, "body": b""}


@pytest.mark.parametrize("path", ["/log/tile/0/000.p/1", "/log/tile/entries/000.p/1"])
def test_a_tile_is_the_same_by_either_way(path: str) -> None:
    make_published(datetime.now(UTC))
    publish_all(now=datetime.now(UTC))
    django = Behind(cast(Any, get_asgi_application()))
    by_door = ask(Door(django), **get(path))
    assert django.asked == 0
    by_view = ask(django, **get(path))
    assert (by_door.status, by_door.headers, by_door.body) == (200, by_view.headers, by_view.body)
    assert ask(Door(django), **get(path, "HEAD")).body == b""


@pytest.mark.parametrize(
    "path", ["/log/tile/0/001", "/log/tile/0/../../../secrets/log.key", "/log/tile/x", "/log/tile/0/000.p/0"]
)
def test_what_is_no_tile_is_left_to_django(path: str) -> None:
    django = Behind(cast(Any, get_asgi_application()))
    assert ask(Door(django), **get(path)).status == 404
    assert django.asked == 1
