"""Over a real socket, what no test client can send: endless bodies, broken requests, paths out of all shape."""

import os
import re
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


PETITION = """---
title: Two more steps on the quarry path
language: en
addressees: [The parish council of Oakmere]
goal: 100
---

The last step is too high for a child. We ask for two more, of the same stone.
"""
FORM = b"name=Ada&email=ada%40example.org&country=GB&version=1-en"
URLENCODED = b"Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def sign(site: Site, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The address that takes a signing of a petition that is open."""
    file = tmp_path_factory.mktemp("petition") / "petition.md"
    file.write_text(PETITION)
    done = site.run("petition", "import", str(file), "--publish")
    assert done.returncode == 0, done.stdout + done.stderr
    return b"/en/petitions/%s/sign" % done.stdout.strip().rstrip("/").rpartition("/")[2].encode()


def statuses(site: Site, raw: bytes) -> list[int]:
    """The status of every answer on one connection, until the server closes it."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as wire:
        wire.sendall(raw)
        found = b""
        while part := wire.recv(65536):
            found += part
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] ([0-9]{3}) ", found)]


def test_lawful_framing_is_answered(site: Site, sign: bytes) -> None:
    """However the same form is wrapped: with a length, in chunks, by HTTP/1.0, two on one connection."""
    length = b"Content-Length: %d" % len(FORM)
    whole = request(b"POST", sign, URLENCODED, length) + FORM
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (FORM[:7], FORM[7:20], FORM[20:])) + b"0\r\n\r\n"
    assert statuses(site, whole) == [200]
    assert statuses(site, request(b"POST", sign, URLENCODED, b"Transfer-Encoding: chunked") + chunks) == [200]
    old = whole.replace(b" HTTP/1.1", b" HTTP/1.0", 1)
    assert statuses(site, old) == [200]
    first = whole.replace(b"Connection: close\r\n", b"", 1)
    assert statuses(site, first + whole) == [200, 200]


@pytest.mark.parametrize(
    "headers",
    [
        [b"Content-Length: 5", b"Transfer-Encoding: chunked"],
        [b"Content-Length: 1", b"Content-Length: 2"],
        [b"Content-Length: 1e3"],
        [b"Content-Length: -5"],
        [b"Transfer-Encoding: gzip, chunked, gzip"],
        [b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", b"Content-Length: 0"],
        [b"Host: evil.example", b"Content-Length: 0"],
        [b"X: " + b"a" * 900_000, b"Content-Length: 0"],
        [b"X-%d: y" % number for number in range(5_000)],
        [b"No colon here", b"Content-Length: 0"],
        [b"Bad\x00Name: x", b"Content-Length: 0"],
    ],
    ids=range(11),
)
def test_broken_framing_is_the_senders_fault(site: Site, sign: bytes, headers: list[bytes]) -> None:
    answer = status(site, request(b"POST", sign, URLENCODED, *headers) + b"0\r\n\r\n")
    assert answer == 0 or 400 <= answer < 500
    assert site.get_json("/healthz") == {"status": "ok"}


READERS = ["", "/en/confirm/code", "/en/mine/", "/witness/add-checkpoint", "/staff/", "/en/nothing/here"]


@pytest.mark.parametrize("path", READERS)
@pytest.mark.parametrize(
    "chunks",
    [b"zz\r\na=b\r\n0\r\n\r\n", b"3\r\nabcdef", b"-1\r\n", b"f" * 18 + b"\r\n", b"3\r\nab\r\n0\r\n\r\n"],
    ids=range(5),
)
def test_a_broken_chunk_is_the_senders_fault(site: Site, sign: bytes, path: str, chunks: bytes) -> None:
    raw = request(b"POST", path.encode() or sign, URLENCODED, b"Transfer-Encoding: chunked") + chunks
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as wire:
        wire.sendall(raw)
        wire.shutdown(socket.SHUT_WR)
        answer = wire.recv(200)
    assert answer == b"" or 400 <= int(answer.split(b" ")[1]) < 500, answer


@pytest.mark.parametrize("path", READERS)
def test_a_body_that_ends_early_is_the_senders_fault(site: Site, sign: bytes, path: str) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as wire:
        wire.sendall(request(b"POST", path.encode() or sign, URLENCODED, b"Content-Length: 10") + b"a=b")
        wire.shutdown(socket.SHUT_WR)
        answer = wire.recv(200)
    assert answer == b"" or 400 <= int(answer.split(b" ")[1]) < 500, answer


def test_headers_that_repeat_are_one_list(site: Site, sign: bytes) -> None:
    length = b"Content-Length: %d" % len(FORM)
    for repeated in (
        [b"Accept-Language: tr", b"Accept-Language: en"],
        [b"Cookie: a=b", b"Cookie: language=tr"],
        [URLENCODED],
        [b"X-Forwarded-For: 203.0.113.7", b"X-Forwarded-For: 203.0.113.8"],
    ):
        raw = request(b"POST", sign, URLENCODED, *repeated, length) + FORM
        [answer] = statuses(site, raw)
        assert answer == 200 or 400 <= answer < 500


def test_a_hundred_megabytes_for_a_signature(site: Site, sign: bytes) -> None:
    assert status(site, request(b"POST", sign, URLENCODED, b"Content-Length: 100000000") + b"name=" * 1000) == 413
    chunk = b"f4240\r\n" + b"a" * 1_000_000 + b"\r\n"
    assert status(site, request(b"POST", sign, URLENCODED, b"Transfer-Encoding: chunked"), *[chunk] * 100) in {413, 0}
    assert site.get_json("/healthz") == {"status": "ok"}


def test_a_thousand_who_stay_connected_are_not_felt(site: Site) -> None:
    """More than any queue of the kernel's or the server's holds; each was answered once and says nothing more."""
    asked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    wires = []
    try:
        for _ in range(1_200):
            wires.append(socket.create_connection(("127.0.0.1", site.port), timeout=10))
            wires[-1].sendall(asked)
            assert wires[-1].recv(200).startswith(b"HTTP/1.1 200")
        assert site.get_json("/healthz") == {"status": "ok"}
    finally:
        for wire in wires:
            wire.close()
