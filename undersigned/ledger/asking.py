"""One question to a witness over HTTP, in a thread of its own, so that nothing waits for a witness.

Touches no database. Follows no redirect and uses no proxy: the address is what the person who runs the site wrote.
"""

import http.client
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from undersigned.ledger.rules import ASK_WITHIN
from undersigned.tlog.witnessing import SIZE_TYPE, parse_size

# What a witness may answer: a line for each of its keys.
MOST_ANSWER_BYTES = 65_536
_PART_BYTES = 8_192


@dataclass(frozen=True)
class Answer:
    """What a witness answered; status 0 and the reason in words where it did not."""

    status: int
    body: bytes
    content_type: str = ""

    @property
    def known_size(self) -> int | None:
        """The size that a witness with another one says it knows (409)."""
        return parse_size(self.body) if self.status == 409 and self.content_type == SIZE_TYPE else None


class Asking:
    """A question under way: `answer` is there when the witness has answered, or has failed to."""

    def __init__(self, url: str, body: bytes) -> None:
        """Asks at once, without waiting."""
        self.answer: Answer | None = None
        self._began = time.monotonic()
        self._url, self._body = url, body
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_late(self) -> bool:
        """True where nobody need wait for this answer any more."""
        return self.answer is None and time.monotonic() - self._began > ASK_WITHIN.total_seconds()

    def _run(self) -> None:
        try:
            self.answer = self._ask()
        except (OSError, ValueError, http.client.HTTPException) as fault:
            self.answer = Answer(0, (str(fault) or type(fault).__name__).encode())

    def _ask(self) -> Answer:
        parts = urlsplit(self._url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        line = kind(parts.hostname or "", parts.port, timeout=ASK_WITHIN.total_seconds())
        try:
            headers = {"Content-Type": "application/octet-stream", "User-Agent": "undersigned"}
            line.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", self._body, headers)
            answer = line.getresponse()
            return Answer(answer.status, self._read(answer), answer.getheader("Content-Type", ""))
        finally:
            line.close()

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        body = b""
        while part := answer.read1(_PART_BYTES):
            body += part
            if len(body) > MOST_ANSWER_BYTES or self.is_late:
                raise ValueError("the answer is too long, or too slow")
        return body
