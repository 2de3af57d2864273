"""Whole pages, kept as bytes: a petition's page, its tally and its count, the same for everybody."""

import asyncio
import time
from typing import Final

from undersigned.web.door.addresses import slug_of
from undersigned.web.door.answers import Answer
from undersigned.web.door.busy import busy_answer
from undersigned.web.door.codings import coding_of
from undersigned.web.door.kept import FRESH_SECONDS, Entry, Kept
from undersigned.web.door.looking import look
from undersigned.web.door.rendering import render
from undersigned.web.door.renewing import Clock, Renewal

WAIT_SECONDS: Final = 4.0
"""For a page that is being made, and for what one has just done."""
WAIT_WITH_AN_OLD_ONE_SECONDS: Final = 0.7
"""For a look at a page that is kept: then readers get the old one, with its age."""
MOST_WAITING: Final = 2000
"""Requests that may wait in one process."""


class Pages:
    """The pages that one process keeps."""

    def __init__(self, kept: Kept, renewal: Renewal, clock: Clock = time.time) -> None:
        """The renewal looks after the store; both go by this clock."""
        self.kept, self.renewal, self._clock = kept, renewal, clock
        self._entries = kept.entries
        self._waiting = 0

    def page(
        self, path: bytes, accept_encoding: bytes = b"", if_none_match: bytes = b"", *, is_secure: bool = False
    ) -> Answer | None:
        """What is kept for this path, in the form that the client takes; None where somebody must look first."""
        entry = self._entries.get(path)
        if entry is None:
            return None
        now = self._clock()
        if now >= entry.until:
            is_troubled = self.renewal.is_troubled(now)
            return _doubted(entry, now, accept_encoding, if_none_match, is_secure=is_secure, is_troubled=is_troubled)
        entry.asked = now
        return entry.current.form(coding_of(accept_encoding), is_secure).answer(if_none_match)

    async def page_soon(
        self,
        path: bytes,
        accept_encoding: bytes = b"",
        if_none_match: bytes = b"",
        *,
        is_secure: bool = False,
        has_acted: bool = False,
    ) -> Answer | None:
        """The page after a look at the database that begins now; None where Django is to be asked.

        For pages that are not kept yet or were not looked after, and for visitors who must see what they did a moment
        ago. Where nobody looks in time, what is kept, with its age; 503 where nothing is.
        """
        slug = slug_of(path)
        if slug is None:
            return None
        is_kept = path in self._entries and not has_acted
        is_told = await self._wait(path, slug, WAIT_WITH_AN_OLD_ONE_SECONDS if is_kept else WAIT_SECONDS)
        answer = self.page(path, accept_encoding, if_none_match, is_secure=is_secure)
        if answer is not None:
            return answer
        now, entry = self._clock(), self._entries.get(path)
        if is_told and not self.renewal.is_troubled(now):
            return None
        if entry is not None:
            answer = _doubted(entry, now, accept_encoding, if_none_match, is_secure=is_secure, is_troubled=True)
        return answer or busy_answer(path, slug, is_secure=is_secure)

    async def _wait(self, path: bytes, slug: str, longest: float) -> bool:
        """True once somebody has looked and made what was to be made; False where there is no hope of it soon."""
        # The very first page of a process takes its time: that alone is no reason to send its readers away.
        if self._waiting >= MOST_WAITING or self.renewal.is_troubled(self._clock(), longest=WAIT_SECONDS):
            return False
        waiting = self.renewal.want(path, slug)
        if waiting is None:
            return False
        self._waiting += 1
        try:
            told = asyncio.wrap_future(waiting)
            await asyncio.wait({told}, timeout=longest)
        finally:
            self._waiting -= 1
        return told.done() and told.result()


def _doubted(
    entry: Entry, now: float, accept_encoding: bytes, if_none_match: bytes, *, is_secure: bool, is_troubled: bool
) -> Answer | None:
    """What is kept, if it may be given out at all, with its Age. `is_troubled`: nobody can look now."""
    edition = entry.shown(now, is_troubled=is_troubled)
    if edition is None:
        return None
    entry.asked = now
    answer = edition.form(coding_of(accept_encoding), is_secure).answer(if_none_match)
    return aged(answer, int(now - entry.looked))


def aged(answer: Answer, seconds: int) -> Answer:
    """The answer with its age since it was last known to be right (RFC 9111, 5.1); none below a second."""
    if seconds < FRESH_SECONDS:
        return answer
    return Answer(answer.status, (*answer.headers, (b"age", b"%d" % seconds)), answer.body)


def _pages() -> Pages:
    kept = Kept()
    return Pages(kept, Renewal(kept, look, render))


PAGES: Final = _pages()
page: Final = PAGES.page
page_soon: Final = PAGES.page_soon
