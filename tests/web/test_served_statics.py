"""A file of the next version is served by a process that does not know that version."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from undersigned.web.served_statics import ServedStatics


async def elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"elsewhere"})


def get(statics: ServedStatics, path: str) -> tuple[int, bytes]:
    told: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"", "extensions": {}}
    asyncio.run(statics(scope, receive, send))
    return told[0]["status"], b"".join(message.get("body", b"") for message in told[1:])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "site.0123456789ab.css").write_text("old")
    (tmp_path / "secret.0123456789ab.key").write_text("secret")
    return folder


def test_what_comes_later_under_a_hashed_name_is_found(root: Path) -> None:
    statics = ServedStatics(elsewhere, root=root, prefix="/static/")
    assert get(statics, "/static/site.0123456789ab.css") == (200, b"old")
    assert get(statics, "/static/site.ba9876543210.css") == (404, b"elsewhere")
    (root / "site.ba9876543210.css").write_text("new")
    assert get(statics, "/static/site.ba9876543210.css") == (200, b"new")


def test_other_names_and_other_folders_are_not(root: Path) -> None:
    statics = ServedStatics(elsewhere, root=root, prefix="/static/")
    (root / "site.css").write_text("without a hash")
    for path in ("site.css", "../secret.0123456789ab.key", "x/../../secret.0123456789ab.key", "a\0.0123456789ab.css"):
        assert get(statics, f"/static/{path}")[0] == 404, path
