"""The one thread of a process that looks after kept pages: it asks what changed and has Django render anew.

Twice a second one query tells which of the pages that people read are stale. What a publication will show two seconds
later is rendered before, and waits for its moment. A page that nobody has read lately is looked at when somebody does.
"""

import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import close_old_connections

from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.editions import Rendered, make_edition
from undersigned.web.door.judging import Task, Urgency, judge
from undersigned.web.door.kept import Entry, Kept
from undersigned.web.door.rendering import is_keepable

LOOK_EVERY_SECONDS: Final = 0.5
PAUSE_SECONDS: Final = 0.01
"""Between two looks, whoever waits: what has come meanwhile shares the next one."""
STUCK_SECONDS: Final = 2.0
"""A query or a rendering that has taken so long tells that the database does not answer."""
MOST_WANTED: Final = 1000
"""Paths that may wait for a look at once."""
RENDERED_WITHIN_SECONDS: Final = 1.0
"""Whoever wants a page that would be made later than that is turned away at once."""
LEAST_RENDERED: Final = 20
"""So many may wait to be made however long one takes: the first of a process takes its time."""
LONGEST_COUNTED_SECONDS: Final = 0.2
FIRST_GUESS_SECONDS: Final = 0.01

BUSY: Final = 503

Look = Callable[[Collection[str]], dict[str, PageMark]]
Render = Callable[[bytes, float], Rendered]
Clock = Callable[[], float]


class NotAnswering(Exception):
    """The database did not answer while a page was rendered."""


class Renewal:
    """Looks after a store of kept pages in a thread that starts when the first page is wanted."""

    def __init__(self, kept: Kept, look: Look, render: Render, clock: Clock = time.time) -> None:
        """`look` and `render` ask the database and may take long or fail; `clock` gives seconds since the epoch."""
        self._kept, self._look, self._render, self._clock = kept, look, render, clock
        self._lock = threading.Lock()
        self._wanted: dict[bytes, tuple[str, Future[bool]]] = {}
        """Paths for which somebody waits, since before the next look."""
        self._due: dict[bytes, tuple[str, Future[bool]]] = {}
        """Those that have been looked at and are still to be rendered."""
        self._woken, self._stopping = threading.Event(), False
        self._thread: threading.Thread | None = None
        self._has_failed = False
        self._busy_since: float | None = None
        self._lasts = FIRST_GUESS_SECONDS
        """What a rendering takes."""

    def want(self, path: bytes, slug: str) -> Future[bool] | None:
        """Done after a look that begins from now on, and after the rendering where one is due; None: too many wait.

        False: the look found too many pages to be made before this one.
        Everybody who wants the same page shares one look and one rendering.
        """
        with self._lock:
            waiting = self._wanted.get(path)
            if waiting is None:
                if len(self._wanted) + len(self._due) >= MOST_WANTED:
                    return None
                waiting = self._wanted[path] = (slug, Future())
            self._ensure_thread()
        self._woken.set()
        return waiting[1]

    def is_troubled(self, now: float, *, longest: float = STUCK_SECONDS) -> bool:
        """True while the database does not answer: the last look failed, or one takes longer than that."""
        busy_since = self._busy_since
        return self._has_failed or (busy_since is not None and now - busy_since > longest)

    def stop(self) -> None:
        """The thread has ended; the next page that is wanted starts another."""
        thread, self._stopping = self._thread, True
        self._woken.set()
        if thread is not None:
            thread.join()
        self._thread, self._stopping = None, False

    def _ensure_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="pages", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            try:
                rest = self.step()
            except Exception as fault:
                # Whatever it was: pages grow old and say so, and the next look may find all well again.
                if not self._has_failed:
                    structlog.get_logger().warning("pages not renewed", exc_info=fault)
                self._fail()
                rest = LOOK_EVERY_SECONDS
            # What a pool gave is given back, what broke is thrown away.
            close_old_connections()
            if rest is None or rest > PAUSE_SECONDS:
                self._woken.wait(rest)
            time.sleep(PAUSE_SECONDS)
            self._woken.clear()

    def step(self) -> float | None:
        """One look and what it brings; returns the seconds to rest unless somebody comes, None without end."""
        with self._lock:
            self._due |= self._wanted
            self._wanted = {}
        began = self._clock()
        hot = self._kept.hot(began)
        slugs = {entry.slug for entry in hot} | {slug for slug, _future in self._due.values()}
        if not slugs and not self._has_failed:
            return None
        for task in self._judged(hot, self._looked(slugs, began), began):
            self._renew(task)
            if self._wanted or self._clock() - began >= LOOK_EVERY_SECONDS or self._stopping:
                return 0.0
        return max(0.0, LOOK_EVERY_SECONDS - (self._clock() - began))

    def _looked(self, slugs: Collection[str], began: float) -> dict[str, PageMark]:
        self._busy_since = began
        try:
            marks = self._look(slugs)
        finally:
            self._busy_since = None
        self._has_failed = False
        return marks

    def _judged(self, hot: list[Entry], marks: dict[str, PageMark], looked: float) -> list[Task]:
        """What is to be rendered, the most urgent first; whoever waits for nothing more is told."""
        entries = {entry.path: entry for entry in hot}
        tasks: list[Task] = []
        for path, (slug, _waiting) in list(self._due.items()):
            entry = self._kept.entries.get(path)
            if slug not in marks:
                self._kept.drop(path)
                self._tell(path)
            elif entry is None:
                tasks.append(Task(Urgency.WANTED, path, slug, marks[slug]))
            else:
                entries[path] = entry
        for entry in entries.values():
            tasks += self._judged_one(entry, marks.get(entry.slug), looked)
        return self._in_time(sorted(tasks, key=lambda task: task.urgency))

    def _in_time(self, tasks: list[Task]) -> list[Task]:
        """Without those that somebody waits for and that would come too late; they are told so now."""
        most = max(LEAST_RENDERED, int(RENDERED_WITHIN_SECONDS / max(self._lasts, 0.001)))
        wanted = [task for task in tasks if task.urgency is Urgency.WANTED]
        for task in wanted[most:]:
            self._tell(task.path, is_served=False)
        return wanted[:most] + tasks[len(wanted) :]

    def _judged_one(self, entry: Entry, mark: PageMark | None, looked: float) -> list[Task]:
        if mark is None:
            self._kept.drop(entry.path)
            return []
        tasks = judge(entry, mark, looked, is_wanted=entry.path in self._due)
        if all(task.urgency is not Urgency.WANTED for task in tasks):
            self._tell(entry.path)
        return tasks

    def _renew(self, task: Task) -> None:
        """Render it and keep it; what Django can't answer well is left to it."""
        moment = self._clock() if task.moment is None else task.moment
        self._busy_since = began = self._clock()
        try:
            rendered = self._render(task.path, moment)
        finally:
            self._busy_since = None
        took = min(max(self._clock() - began, 0.0), LONGEST_COUNTED_SECONDS)
        self._lasts += (took - self._lasts) / 5
        if rendered.status == BUSY:
            raise NotAnswering
        if is_keepable(rendered):
            self._keep(task, rendered, moment)
        else:
            self._kept.drop(task.path)
        if task.urgency is Urgency.WANTED:
            self._tell(task.path)

    def _keep(self, task: Task, rendered: Rendered, moment: float) -> None:
        edition = make_edition(rendered, moment, task.mark.stamp(datetime.fromtimestamp(moment, UTC)))
        entry = self._kept.entries.get(task.path)
        if entry is None:
            if task.moment is None:
                entry = Entry(task.path, task.slug, edition, moment)
                entry.await_turn(task.mark, moment)
                entry.confirm(moment)
                self._kept.put(entry)
            return
        entry.take(edition)
        if self._clock() >= entry.turns_at:
            entry.turn()
        if entry.current is edition:
            # It was read from the database after this moment.
            entry.confirm(moment)
        self._kept.trim()

    def _tell(self, path: bytes, *, is_served: bool = True) -> None:
        due = self._due.pop(path, None)
        if due is not None:
            due[1].set_result(is_served)

    def _fail(self) -> None:
        """The database does not answer: nobody waits for it any longer."""
        self._has_failed = True
        with self._lock:
            self._due |= self._wanted
            self._wanted = {}
        for path in list(self._due):
            self._tell(path)
