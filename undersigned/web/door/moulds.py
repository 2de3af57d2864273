"""Moulds: a page rendered once by Django, whole middleware included, with holes where one person's parts go."""

import asyncio
import html
import math
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse

from undersigned.web.door.answers import SECURE_ONLY, Answer, Headers
from undersigned.web.door.worth import Number, Worth, worth_by_age
from undersigned.web.recorded import NOBODYS

Key = TypeVar("Key")
MOST_MOULDS: Final = 500
MOST_CASTING: Final = 32
"""So many of which nothing is kept may wait to be cast: strangers make up addresses faster than anybody can look."""
WAIT_SECONDS: Final = 3.0
FAILED_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Mould:
    """A page in pieces; between piece n and the next goes the part with number holes[n]."""

    status: int
    headers: Headers
    plain_headers: Headers
    """The same for a visitor who came by http."""
    pieces: tuple[bytes, ...] = field(repr=False)
    holes: tuple[int, ...]
    number: Number | None = None
    """The number that it shows, if it shows one."""

    def filled(self, parts: Sequence[str], *, is_secure: bool) -> Answer:
        """The page of one person; each part is escaped as templates escape it."""
        escaped = [html.escape(part).encode() for part in parts]
        body = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            body += (escaped[hole], piece)
        page = b"".join(body)
        length = (b"content-length", b"%d" % len(page))
        return Answer(self.status, (*(self.headers if is_secure else self.plain_headers), length), page)


def make_mould(response: HttpResponse, marks: Sequence[str]) -> Mould:
    """The mould of a page that was rendered with these marks, which occur nowhere else, in place of the parts."""
    body = response.content
    found = sorted((at, number) for number, mark in enumerate(marks) for at in _places(body, mark.encode()))
    pieces, start = [], 0
    for at, number in found:
        pieces.append(body[start:at])
        start = at + len(marks[number])
    headers = tuple(
        (name.lower().encode("ascii"), value.encode("latin-1"))
        for name, value in response.items()
        if name.lower() != "content-length"
    )
    return Mould(
        status=response.status_code,
        headers=headers,
        plain_headers=tuple(header for header in headers if header[0] != SECURE_ONLY),
        pieces=(*pieces, body[start:]),
        holes=tuple(number for _, number in found),
    )


def _places(body: bytes, mark: bytes) -> list[int]:
    places, at = [], body.find(mark)
    while at >= 0:
        places.append(at)
        at = body.find(mark, at + len(mark))
    return places


def make_marks(number: int) -> list[str]:
    """So many words that no text holds, and that no template changes."""
    return [f"m{secrets.token_hex(16)}m" for _ in range(number)]


class _Site(BaseHandler):
    """The site's middleware around one view, without any address leading to it."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__()
        self._view = view
        self.load_middleware()

    def _get_response(self, request: HttpRequest) -> HttpResponse:
        response = self._view(request)
        # Rendered once and answered often: Django's log of failed requests, too, has nothing to say of it.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


def rendered(path: str, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """What the site answers to a form at this path, sent by https, whose view is `view`. Asks the database."""
    request = HttpRequest()
    request.method = "POST"
    request.path = request.path_info = path
    # Port and peer of nobody: no page may depend on them.
    request.META = {"HTTP_HOST": settings.UNDERSIGNED.host, "REMOTE_ADDR": "", "REQUEST_METHOD": "POST", NOBODYS: True}
    request._get_scheme = lambda: "https"  # type: ignore[attr-defined]
    # In a context of its own: the language that is active here stays what it was.
    response = copy_context().run(_Site(view).get_response, request)
    assert isinstance(response, HttpResponse)
    return response


class NotCast(Exception):
    """The page can't be rendered now, since the database is away or too slow."""


def cast(path: str, view: Callable[[HttpRequest], HttpResponse], marks: Sequence[str]) -> Mould | None:
    """The mould of what the view answers; None where it answers anything but a page, NotCast at 503."""
    response = rendered(path, view)
    if response.status_code == 503:
        raise NotCast
    return make_mould(response, marks) if response.status_code == 200 else None


@dataclass(slots=True)
class _Kept:
    mould: Mould | None
    since: float


class Moulds(Generic[Key]):
    """Moulds by key; one that is older than `fresh_seconds` is cast anew by one while others still use it.

    `cast(key)` runs in a thread; None: Django answers this one, as it does where too many wait to be cast. As long as
    no new one can be cast, the old one serves: whether a form is taken is decided elsewhere.
    """

    def __init__(
        self,
        cast: Callable[[Key], Mould | None],
        *,
        fresh_seconds: float,
        most_seconds: float,
        worth: Callable[[Number, float], Worth] | None = None,
    ) -> None:
        """Nothing is cast yet. Beyond `most_seconds` everybody waits a moment for the new one.

        `worth(number, age)` is asked instead of a mould that shows a number.
        """
        self._cast, self._fresh, self._most, self._worth_of = cast, fresh_seconds, most_seconds, worth
        self._kept: dict[Key, _Kept] = {}
        self._absent: dict[Key, _Kept] = {}
        """Of which there is no page; by themselves, since whoever makes up addresses must push no page out."""
        self._casting: dict[Key, asyncio.Future[_Kept]] = {}
        self._failed = -math.inf

    async def get(self, key: Key) -> Mould | None:
        """The page's mould, or None; NotCast where it can't be told now and no old one is kept."""
        kept, now = self._found(key), monotonic()
        worth = self._worth(kept, now)
        if kept is not None and worth is Worth.RIGHT:
            return kept.mould
        has_just_failed = now - self._failed < FAILED_SECONDS
        casting = None if has_just_failed else self._begin(key)
        if kept is not None and (worth is Worth.AGING or (casting is None and worth is Worth.DOUBTED)):
            return kept.mould
        if casting is not None:
            await asyncio.wait({casting}, timeout=WAIT_SECONDS)
            kept = self._found(key)
        elif kept is None and not has_just_failed:
            return None
        if kept is None or self._worth(kept, monotonic()) is Worth.WRONG:
            raise NotCast
        return kept.mould

    def _worth(self, kept: _Kept | None, now: float) -> Worth:
        if kept is None:
            return Worth.WRONG
        age = now - kept.since
        if self._worth_of is None or kept.mould is None or kept.mould.number is None:
            return worth_by_age(age, self._fresh, self._most)
        return self._worth_of(kept.mould.number, age)

    def _found(self, key: Key) -> _Kept | None:
        return self._kept.get(key) or self._absent.get(key)

    def _begin(self, key: Key) -> "asyncio.Future[_Kept] | None":
        """The casting under way, or a new one; None where too many others wait for theirs."""
        loop = asyncio.get_running_loop()
        casting = self._casting.get(key)
        if casting is None and key not in self._kept and len(self._casting) >= MOST_CASTING:
            return None
        if casting is None or casting.get_loop() is not loop:
            casting = loop.run_in_executor(_THREAD, self._made, key)
            self._casting[key] = casting
            casting.add_done_callback(partial(self._end, key))
        return casting

    def _made(self, key: Key) -> _Kept:
        # It tells what was so when casting began, or later.
        began = monotonic()
        try:
            return _Kept(self._cast(key), began)
        finally:
            connections.close_all()

    def _end(self, key: Key, done: "asyncio.Future[_Kept]") -> None:
        self._casting.pop(key, None)
        if done.cancelled() or done.exception() is not None:
            self._failed = monotonic()
            return
        self._failed = -math.inf
        self._keep(key, done.result())

    def _keep(self, key: Key, kept: _Kept) -> None:
        for store in (self._kept, self._absent):
            store.pop(key, None)
        store = self._absent if kept.mould is None else self._kept
        store[key] = kept
        while len(store) > MOST_MOULDS:
            # The one that was cast the longest ago.
            store.pop(next(iter(store)))

    def forget(self) -> None:
        """Cast everything anew; for tests, whose petitions come and go."""
        self._kept.clear()
        self._absent.clear()


_THREAD: Final[Any] = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mould")
