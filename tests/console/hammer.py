"""Visitors who never rest, each on a connection of its own that is kept open, as a proxy keeps it."""

import http.client
import select
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit


@dataclass
class Seen:
    """What the visitors saw; `failed` are requests that were sent and got no whole answer."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    refused: int = 0
    closed_by_word: int = 0
    elsewhere: int = 0
    acknowledged: set[str] = field(default_factory=set)

    @property
    def answered(self) -> int:
        return sum(self.statuses.values())

    @property
    def bad(self) -> dict[tuple[str, int], int]:
        return {key: number for key, number in self.statuses.items() if key[1] not in {200, 302, 304}}


class Hammer:
    """`visitors` threads read the page, its count and a static file, and sign, in turn, until told to stop."""

    def __init__(self, address: str, slug: str, *, visitors: int, pause: float = 0.0, mark: str = "v") -> None:
        self._is_tls, self._host = address.startswith("https:"), urlsplit(address).netloc
        self._slug, self._pause, self._mark = slug, pause, mark
        self._stop, self._lock = threading.Event(), threading.Lock()
        self.seen = Seen()
        self._threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(visitors)]

    def __enter__(self) -> "Hammer":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a visitor still waits for an answer"

    def wait_for(self, answers: int, within_seconds: float = 60) -> None:
        deadline = time.monotonic() + within_seconds
        while self.seen.answered < answers:
            assert time.monotonic() < deadline, f"only {self.seen.answered} answers: {self.seen.statuses}"
            time.sleep(0.02)

    def _visit(self, number: int) -> None:
        connection = self._connection()
        turn = 0
        try:
            while not self._stop.is_set():
                turn += 1
                connection = self._ask(connection, f"{self._mark}-{number}-{turn}@hammer.example", turn)
                time.sleep(self._pause)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if not self._is_tls:
            return http.client.HTTPConnection(self._host, timeout=40)
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(self._host, timeout=40, context=anybody)

    def _ask(self, connection: http.client.HTTPConnection, email: str, turn: int) -> http.client.HTTPConnection:
        name, method, path, body = self._request(email, turn)
        if connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
            # Closed by the other side before anything was sent on it: no request has failed.
            connection.close()
        try:
            if connection.sock is None:
                connection.connect()
        except ConnectionRefusedError:
            with self._lock:
                self.seen.refused += 1
            time.sleep(0.05)
            return connection
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as fault:
            with self._lock:
                self.seen.failed.append(f"{name}: {type(fault).__name__} {fault}")
            connection.close()
            return connection
        self._note(name, answer, email)
        return connection

    def _note(self, name: str, answer: http.client.HTTPResponse, email: str) -> None:
        with self._lock:
            self.seen.statuses[name, answer.status] += 1
            self.seen.closed_by_word += answer.getheader("Connection", "").lower() == "close"
            is_elsewhere = answer.getheader("X-Node") == "elsewhere"
            self.seen.elsewhere += is_elsewhere
            if name == "sign" and answer.status == 200 and not is_elsewhere:
                self.seen.acknowledged.add(email)

    def _request(self, email: str, turn: int) -> tuple[str, str, str, str | None]:
        if turn % 4 == 0:
            form = {"name": "Harriet Hammer", "email": email, "country": "GB", "version": "1-en"}
            return "sign", "POST", f"/en/petitions/{self._slug}/sign", urlencode(form)
        paths = {1: f"/en/petitions/{self._slug}/", 2: f"/api/v1/petitions/{self._slug}/count", 3: "/healthz"}
        return "read", "GET", paths[turn % 4], None
