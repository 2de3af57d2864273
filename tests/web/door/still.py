"""Pages whose time and database are the test's: nothing moves by itself."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.editions import Rendered
from undersigned.web.door.kept import MOST_BYTES, Kept
from undersigned.web.door.pages import Pages
from undersigned.web.door.renewing import Look, Render, Renewal

START = datetime(2026, 3, 3, 12, 0, tzinfo=UTC).timestamp()


def at(seconds: float) -> datetime:
    """The moment so many seconds after START."""
    return datetime.fromtimestamp(START + seconds, UTC)


@contextlib.contextmanager
def connections_stay() -> Iterator[None]:
    """As within a request of Django's own test client: its end closes no connection, for the test's work is in it.

    Whatever happens inside, and however it was before, connections are closed with each request afterwards.
    """
    signals = (request_started, request_finished)
    try:
        for signal in signals:
            signal.disconnect(close_old_connections)
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class StillRenewal(Renewal):
    """As the site's, but its thread is the test, which calls `step`."""

    def _ensure_thread(self) -> None:
        pass


class Still:
    """Pages over a look and a rendering, with a clock that stands."""

    def __init__(self, look: Look, render: Render, most_bytes: int = MOST_BYTES) -> None:
        self.now = START
        self.kept = Kept(most_bytes)
        self.renewal = StillRenewal(self.kept, look, render, self.clock)
        self.pages = Pages(self.kept, self.renewal, self.clock)

    def clock(self) -> float:
        return self.now

    def want(self, path: bytes, slug: str = "night-train") -> "Future[bool]":
        """Somebody waits for this path."""
        waiting = self.renewal.want(path, slug)
        assert waiting is not None
        return waiting

    def read(self, path: bytes) -> bytes | None:
        """The body that a reader is given without waiting."""
        answer = self.pages.page(path)
        return None if answer is None else answer.body

    def read_soon(self, path: bytes) -> bytes | None:
        """The body that a reader is given who waits for one step."""
        loop = asyncio.new_event_loop()
        try:
            waiting = loop.create_task(self.pages.page_soon(path))
            # The request registers its wish; Django's database refuses to be asked inside a running loop.
            loop.run_until_complete(asyncio.sleep(0))
            self.renewal.step()
            answer = loop.run_until_complete(waiting)
        finally:
            loop.close()
        return None if answer is None else answer.body


class Told:
    """A database that says what it is told, and tells what it was asked."""

    def __init__(self) -> None:
        self.marks: dict[str, PageMark] = {"night-train": PageMark(1)}
        self.count, self.next_count = 5, 5
        self.looks, self.rendered = 0, 0
        self.is_down = False
        self.status = 200

    def look(self, slugs: Collection[str]) -> dict[str, PageMark]:
        self.looks += 1
        if self.is_down:
            raise OSError("the database does not answer")
        return {slug: self.marks[slug] for slug in slugs if slug in self.marks}

    def render(self, path: bytes, moment: float) -> Rendered:
        self.rendered += 1
        mark = self.marks[path.split(b"/")[-2].decode()]
        is_shown = mark.show_at is None or moment >= mark.show_at.timestamp()
        count = self.next_count if is_shown else self.count
        status = 503 if self.is_down else self.status
        return Rendered(status, ((b"cache-control", b"public"),), b"r%d c%d" % (mark.revision, count))

    def publish(self, published: float) -> None:
        """One more signature is published so many seconds after START, to be shown 2 s later."""
        self.count, self.next_count = self.next_count, self.next_count + 1
        mark = self.marks["night-train"]
        self.marks["night-train"] = PageMark(mark.revision, at(published), mark.counted_at, at(published + 2))

    def change(self) -> None:
        """Somebody has changed what the page shows."""
        old = self.marks["night-train"]
        self.marks["night-train"] = PageMark(old.revision + 1, old.counted_at, old.previous_counted_at, old.show_at)
