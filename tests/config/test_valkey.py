"""A cache that is away, or takes every question and answers none, is a miss and holds nobody up."""

import socket
import time
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from undersigned.config.valkey import REST_SECONDS, PatientCache, Rest


@pytest.fixture(autouse=True)
def rested() -> Iterator[None]:
    Rest.until = 0.0
    yield
    Rest.until = 0.0


@pytest.fixture
def silent() -> Iterator[PatientCache]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        yield PatientCache(
            f"redis://127.0.0.1:{port}", {"OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}}
        )


def test_a_silent_cache_is_waited_for_once(silent: PatientCache) -> None:
    began = time.monotonic()
    with capture_logs() as lines:
        assert [silent.get("name", "miss") for _ in range(50)] == ["miss"] * 50
        silent.set("name", 1, 5)
    assert time.monotonic() - began < 2
    assert [line["event"] for line in lines] == ["cache away"]


def test_it_is_asked_again_after_a_rest(silent: PatientCache) -> None:
    with capture_logs() as lines:
        silent.get("name")
        Rest.until -= REST_SECONDS
        silent.get("name")
    assert len(lines) == 2


def test_nothing_that_can_be_asked_of_a_cache_fails(silent: PatientCache) -> None:
    with capture_logs():
        assert silent.get_or_set("name", 1) == 1
        assert silent.get_many(["name"]) == {}
        assert silent.set_many({"name": 1}) == []
        assert silent.incr("name") == 1
        assert not any((silent.add("name", 1), silent.touch("name"), silent.delete("name"), "name" in silent))
        silent.delete_many(["name"])
        silent.clear()
