"""A crowd on loopback that signs and confirms, and remembers exactly what the site acknowledged."""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.post_office import CODE, LINK, PostOffice, Received

MOST_WAITING = 150
COUNTRIES = ("TR", "GB", "FR", "NZ", "JP", "GR")


@dataclass
class Tally:
    """What the crowd saw. Written by many threads, each under the crowd's lock."""

    acknowledged: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    server_errors: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    slowest_seconds: float = 0.0
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)


class Crowd:
    """`signers` threads sign with ever new addresses; `confirmers` open what the post office got."""

    def __init__(
        self, site: str, slug: str, office: PostOffice, *, signers: int, confirmers: int, pause: float
    ) -> None:
        self._host = urlsplit(site).netloc
        self._slug, self.office, self._pause = slug, office, pause
        self._stop_signing, self._stop_confirming = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._read = 0
        self._in_flight = 0
        self.tally = Tally()
        self._signers = [threading.Thread(target=self._sign_on, args=(number,)) for number in range(signers)]
        self._confirmers = [threading.Thread(target=self._confirm_on) for _ in range(confirmers)]

    @property
    def in_flight(self) -> int:
        """Requests that have left and are not answered yet."""
        return self._in_flight

    def start(self) -> None:
        for thread in (*self._signers, *self._confirmers):
            thread.start()

    def stop_signing(self) -> None:
        self._stop_signing.set()
        for thread in self._signers:
            thread.join()

    def stop_confirming(self) -> None:
        self._stop_confirming.set()
        for thread in self._confirmers:
            thread.join()

    def _sign_on(self, number: int) -> None:
        chance, turn = random.Random(number), 0
        while not self._stop_signing.wait(self._pause):
            if len(self.tally.acknowledged) - len(self.tally.confirmed) > MOST_WAITING:
                # The letters of so many would still be on their way when the others have long been compared.
                continue
            turn += 1
            address = f"signer-{number}-{turn}@example.org"
            form = {"name": f"Signer {number} {turn}", "email": address, "version": "1-en"}
            form["country"] = chance.choice(COUNTRIES)
            # Whoever got no answer does what a person would do: sends the same form again.
            while not self._stop_signing.is_set():
                if self._post(f"/en/petitions/{self._slug}/sign", form) == 200:
                    with self._lock:
                        self.tally.acknowledged.add(address)
                    break
                time.sleep(0.05)

    def _confirm_on(self) -> None:
        while not self._stop_confirming.is_set():
            letter = self._next_letter()
            if letter is None:
                time.sleep(0.05)
                continue
            link = LINK.search(letter.text)
            if link is None or "/confirm/" not in link.group():
                # It tells what was done to a signature, and asks for nothing.
                continue
            while not self._stop_confirming.is_set():
                if self._post(urlsplit(link.group()).path, {"act": "confirm"}) == 200:
                    with self._lock:
                        self.tally.confirmed.add(letter.to)
                    break
                time.sleep(0.05)

    def _next_letter(self) -> Received | None:
        with self._lock:
            if self._read >= len(self.office):
                return None
            letter = self.office.received[self._read]
            self._read += 1
            found = CODE.search(letter.text)
            self.tally.letters[letter.to, found.group() if found else letter.subject] += 1
            return letter

    def _post(self, path: str, form: dict[str, str]) -> int:
        """The status, or 0 where no answer came."""
        connection, began = http.client.HTTPConnection(self._host, timeout=15), time.monotonic()
        with self._lock:
            self._in_flight += 1
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            with self._lock:
                self.tally.broken += 1
            return 0
        finally:
            connection.close()
            with self._lock:
                self._in_flight -= 1
                self.tally.slowest_seconds = max(self.tally.slowest_seconds, time.monotonic() - began)
        if answer.status >= 500:
            with self._lock:
                self.tally.server_errors[answer.status] += 1
        return answer.status
