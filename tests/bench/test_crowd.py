"""The compiled crowd against a server that says what it was asked."""

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from bench.load.crowd import NUMBER, Crowd, get, post

pytestmark = pytest.mark.skipif(not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="no C compiler here")


class Echo(BaseHTTPRequestHandler):
    """Counts forms by address and pages by path; /broken is 500, /cut closes wordless, /chunked comes in pieces."""

    protocol_version = "HTTP/1.1"
    seen: Counter[str]
    networks: set[str]

    def do_GET(self) -> None:
        self.seen[self.path] += 1
        if self.path == "/cut":
            self.close_connection = True
            return
        if self.path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
            return
        self._answer(500 if self.path == "/broken" else 200)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.seen[parse_qs(body)["email"][0]] += 1
        self.networks.add(self.headers["X-Forwarded-For"])
        self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def echo() -> Iterator[ThreadingHTTPServer]:
    handler = type("Own", (Echo,), {"seen": Counter(), "networks": set()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _seen(server: ThreadingHTTPServer) -> Counter[str]:
    seen: Counter[str] = server.RequestHandlerClass.seen  # type: ignore[attr-defined]
    return seen


def test_everybody_signs_once_and_is_remembered(echo: ThreadingHTTPServer, tmp_path: Path) -> None:
    request = post("/sign", "127.0.0.1", {"name": f"N {NUMBER}", "email": f"s-{NUMBER}@x.example"})
    crowd = Crowd(echo.server_port, request, tmp_path, seconds=30, connections=4, first=7, requests=40)
    answers = crowd.answers()
    assert (answers.begun, answers.good, answers.errors) == (40, 40, 0)
    assert crowd.acknowledged() == list(range(7, 47))
    assert _seen(echo) == {f"s-{number:010d}@x.example": 1 for number in range(7, 47)}
    networks: set[str] = echo.RequestHandlerClass.networks  # type: ignore[attr-defined]
    assert networks == {f"2001:db8:0000:{number:04d}::1" for number in range(7, 47)}


def test_what_is_due_is_asked_in_time_and_no_more(echo: ThreadingHTTPServer, tmp_path: Path) -> None:
    crowd = Crowd(echo.server_port, get("/page", "127.0.0.1"), tmp_path, seconds=1, connections=8, rate=50)
    answers = crowd.answers()
    assert (answers.begun, answers.good) == (50, 50)
    assert answers.seconds > 0.9
    assert _seen(echo) == {"/page": 50}


def test_lines_are_each_sent_once(echo: ThreadingHTTPServer, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text("".join(f"token-{number}\n" for number in range(9)))
    request = get("/confirm/@@@@@@@", "127.0.0.1")
    answers = Crowd(echo.server_port, request, tmp_path, seconds=30, connections=2, lines=lines).answers()
    assert answers.good == 9
    assert _seen(echo) == {f"/confirm/token-{number}": 1 for number in range(9)}


@pytest.mark.parametrize(("path", "errors", "broken"), [("/broken", 6, 0), ("/cut", 6, 6), ("/chunked", 0, 0)])
def test_what_is_no_answer_counts_as_one(
    echo: ThreadingHTTPServer, tmp_path: Path, path: str, errors: int, broken: int
) -> None:
    answers = Crowd(echo.server_port, get(path, "127.0.0.1"), tmp_path, seconds=9, connections=2, requests=6).answers()
    assert (answers.begun, answers.errors, answers.broken) == (6, errors, broken)
