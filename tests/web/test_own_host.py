"""A foreign Host gets no static file either."""

import asyncio
from typing import Any

import pytest

from undersigned.web.own_host import OwnHost


def ask(path: str, *hosts: bytes) -> int:
    """The status of the answer; the application behind answers 200 to everything."""
    sent: list[Any] = []

    async def behind(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"host", host) for host in hosts]}
    asyncio.run(OwnHost(behind)(scope, None, send))  # type: ignore[arg-type]
    return int(sent[0]["status"])


@pytest.mark.parametrize("host", [b"testserver", b"testserver:8000", b"TESTSERVER"])
def test_our_own_name_is_served(host: bytes, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert ask("/static/favicon.svg", host) == 200


@pytest.mark.parametrize("hosts", [[b"evil.example"], [b""], [], [b"testserver@evil.example"], [b"\xff"]])
def test_another_name_is_400(hosts: list[bytes], settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert ask("/static/favicon.svg", *hosts) == 400
    # Everything else goes on to Django, which answers health checks under any name.
    assert ask("/healthz", *hosts) == 200
