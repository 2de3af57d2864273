"""Starters who ask for their sign-in link, one after the other, as a browser does: the page, then its form."""

import contextlib
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

PAUSE_SECONDS = 0.5
PATH = "/en/desk/sign-in/"


class Starters:
    """Used in a `with`, during which they come and go."""

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._come, name="starters")
        self.statuses: Counter[int] = Counter()
        """Of the second answer, or of the first where that was no page; 0: none came."""
        self.seconds: list[float] = []
        """Each took from asking for the page until the form was answered."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def refused(self) -> int:
        """How many were not led on."""
        return sum(number for status, number in self.statuses.items() if not 200 <= status < 400)

    @property
    def longest_ms(self) -> float:
        return max(self.seconds, default=0.0) * 1000

    def _come(self) -> None:
        number = 0
        while not self._over.wait(PAUSE_SECONDS):
            number += 1
            began = time.monotonic()
            self.statuses[self._ask(f"starter-{number}@mailboxes.example")] += 1
            self.seconds.append(time.monotonic() - began)

    def _ask(self, email: str) -> int:
        lost = contextlib.suppress(OSError, HTTPException)
        with lost, contextlib.closing(HTTPConnection(self._host, timeout=30)) as connection:
            connection.request("GET", PATH)
            page = connection.getresponse()
            page.read()
            if page.status != 200:
                return page.status
            cookie = str(page.getheader("Set-Cookie")).partition(";")[0]
            form = {"csrfmiddlewaretoken": cookie.partition("=")[2], "email": email, "next": "", "act": "link"}
            headers = {
                "Cookie": cookie,
                "Origin": f"http://{self._host}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request("POST", PATH, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        return 0
