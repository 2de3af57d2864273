"""Over a real socket, what no test client can send: endless bodies, broken requests, paths out of all shape."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.post_office import PostOffice
from tests.served import Site, fresh_database

MANY = 60_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("wire")
    with (
        PostOffice() as office,
        fresh_database(os.environ.get("DATABASE_URL")) as url,
        Site(folder, smtp_url=office.url, database_url=url) as served,
    ):
        yield served


def status(site: Site, *parts: bytes) -> int:
    """The status that answers these bytes; 0 where the connection is closed without one."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as wire:
        try:
            for part in parts:
                wire.sendall(part)
        except OSError:
            # Refused before all was sent, as it should be; the answer may still be there.
            pass
        try:
            answer = wire.recv(200)
        except OSError:
            return 0
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.") else 0


def request(method: bytes, path: bytes, *headers: bytes) -> bytes:
    return (
        b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close", *headers])
        + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    "path", [b"/healthz", b"/en/", b"/en/petitions/a/sign", b"/en/start/photo/", b"/static/x", b"/log/checkpoint"]
)
def test_an_endless_body_is_not_kept(site: Site, path: bytes) -> None:
    declared = request(b"POST", path, b"Content-Length: %d" % MANY)
    assert status(site, declared) == 413
    chunk = b"f4240\r\n" + b"a" * 1_000_000 + b"\r\n"
    chunked = request(b"POST", path, b"Transfer-Encoding: chunked")
    assert status(site, chunked, *[chunk] * (MANY // 1_000_000), b"0\r\n\r\n") in {413, 0}
    assert site.get_json("/healthz") == {"status": "ok"}


def test_a_photo_that_is_too_long_gets_its_sentence(site: Site) -> None:
    with httpx.Client(base_url=site.address, timeout=20) as browser:
        form = {"csrfmiddlewaretoken": _token(browser, "/en/start/"), "title": "A bell for the ferry"}
        assert browser.post("/en/start/", data=form).status_code == 302
        form = {"csrfmiddlewaretoken": _token(browser, "/en/start/photo/"), "caption": "The ferry at night", "link": ""}
        answer = browser.post(
            "/en/start/photo/", data=form, files={"photo": ("a.jpg", b"\xff\xd8" + b"a" * 30_000_000)}
        )
    assert answer.status_code == 422
    assert "The ferry at night" in answer.text


def _token(browser: httpx.Client, path: str) -> str:
    return browser.get(path).text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        request(b"GET", b"/en/\xff"),
        request(b"GET", b"//["),
        request(b"GET", b"/%"),
        request(b"GET", b"/en/", b"Host: evil.example"),
        request(b"POST", b"/en/", b"Content-Length: -1"),
        request(b"POST", b"/en/", b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
        request(b"POST", b"/en/", b"Content-Length: 1", b"Content-Length: 2"),
        request(b"GET", b"http://evil.example/en/\x0b"),
        request(b"GET", b"/media/..%2f..%2fsecrets/django.key"),
        request(b"GET", b"/static/%2e%2e/secrets/django.key"),
    ],
    ids=range(13),
)
def test_requests_that_are_none(site: Site, raw: bytes) -> None:
    assert status(site, raw) in {0, 400, 403, 404, 405, 431, 505}
    assert site.get_json("/healthz") == {"status": "ok"}


def test_a_body_that_stops_half_way_signs_nothing_and_holds_nobody_up(site: Site) -> None:
    half = (
        request(
            b"POST", b"/en/petitions/a/sign", b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 500"
        )
        + b"name=a"
    )
    wires = [socket.create_connection(("127.0.0.1", site.port), timeout=20) for _ in range(20)]
    for wire in wires:
        wire.sendall(half)
    assert site.get_json("/healthz") == {"status": "ok"}
    for wire in wires:
        wire.close()
    assert site.get_json("/readyz") == {"status": "ready"}
