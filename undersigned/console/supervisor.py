"""The supervisor: keeps the site's processes running, replaces them one by one, and ends them in order."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from io import BufferedWriter
from types import FrameType

import structlog

from undersigned.console.children import Child
from undersigned.console.listening import take_no_more

FINISH_WITHIN_SECONDS = 30.0
READY_WITHIN_SECONDS = 60.0
# Between the last new connection and the moment at which web processes accept no more: their queue empties.
SETTLE_SECONDS = 0.3
LOOK_EVERY_SECONDS = 0.1
# Read by config.leaving in the web processes; console must not import config.
DRAIN = "WEB_DRAIN_SECONDS"


class Supervisor:
    """Keeps the children running until it is told to stop."""

    def __init__(
        self,
        parts: Sequence[str],
        *,
        listener: socket.socket | None,
        kept: Sequence[BufferedWriter] = (),
        drain_seconds: float = 0.0,
        prepare: Callable[[], bool] = lambda: True,
    ) -> None:
        """`kept` are files that web processes hold open; `prepare` says whether processes may be replaced now."""
        self._stopping, self._renewing, self._awake = threading.Event(), threading.Event(), threading.Event()
        # Nobody writes into this pipe: it closes when this process is gone, however it went.
        self._lifeline, self._held = os.pipe()
        # The files are referred to here as long as the site stands: their locks go with them.
        self._listener, self._files, self._prepare = listener, kept, prepare
        self._kept = () if listener is None else (listener.fileno(), *[file.fileno() for file in kept])
        self._drain_seconds, self._is_hasty = drain_seconds, False
        os.environ[DRAIN] = str(drain_seconds + SETTLE_SECONDS)
        self._log = structlog.get_logger().bind(part="supervisor")
        self._children = [self._child(part) for part in parts]

    def _child(self, part: str, *, is_held: bool = False) -> Child:
        kept = self._kept if part == "web" else ()
        return Child(part, lifeline=self._lifeline, kept=kept, is_held=is_held)

    def run(self, when_ready: Callable[[threading.Event], None] | None) -> int:
        """Returns 0 after all children have ended. `when_ready` runs beside, and is given what tells of a stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._renew)
        if when_ready is not None:
            threading.Thread(target=when_ready, args=(self._stopping,), daemon=True).start()
        while not self._stopping.is_set():
            self._tend()
            if self._renewing.is_set():
                self._renewing.clear()
                self._replace_all()
        return self._finish()

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        # Somebody sits at the keyboard: there is no balancer to wait for.
        self._is_hasty = number == signal.SIGINT
        self._stopping.set()
        self._awake.set()

    def _renew(self, number: int, frame: FrameType | None) -> None:
        if os.isatty(0):
            # The terminal was closed.
            return self._stop(number, frame)
        self._renewing.set()
        return self._awake.set()

    def _tend(self) -> None:
        for child in self._children:
            child.tend()
        self._awake.wait(LOOK_EVERY_SECONDS)
        self._awake.clear()

    def _replace_all(self) -> None:
        """Each process is replaced by one of the code and settings of now; the first that fails ends it."""
        if not self._prepare():
            self._log.error("not renewed", reason="the new version can't be started; nothing was changed")
            return
        for index, child in enumerate(self._children):
            if self._stopping.is_set():
                return
            is_done = self._replace_web(index) if child.part == "web" else self._replace(child)
            if not is_done:
                self._log.error("not renewed", process=child.part, reason="the new process did not become ready")
                return
        self._log.info("renewed", processes=len(self._children))

    def _replace_web(self, index: int) -> bool:
        """The new process answers before the old one is told to leave; they share the socket."""
        fresh, old = self._child("web", is_held=True), self._children[index]
        fresh.start()
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not fresh.is_answering:
            if not fresh.is_running or self._stopping.is_set() or time.monotonic() > deadline:
                fresh.send(signal.SIGKILL)
                fresh.bury(deadline)
                return False
            self._tend()
            fresh.look()
        self._children[index] = fresh
        old.leave()
        self._see_off(old, self._drain_seconds + SETTLE_SECONDS + FINISH_WITHIN_SECONDS)
        return True

    def _replace(self, child: Child) -> bool:
        """Worker and publisher finish what they hold; the next one begins at once."""
        child.leave()
        child.bury(time.monotonic() + FINISH_WITHIN_SECONDS)
        child.start()
        return True

    def _see_off(self, old: Child, within_seconds: float) -> None:
        deadline = time.monotonic() + within_seconds
        while old.is_running and time.monotonic() < deadline:
            if self._stopping.is_set():
                self._children.append(old)
                return
            self._tend()
        old.bury(deadline)

    def _finish(self) -> int:
        """Web turns away for a while, then takes no more; everybody finishes, at most 30 s after that."""
        begun, drain = time.monotonic(), 0.0 if self._is_hasty else self._drain_seconds
        for child in self._children:
            child.leave()
        if self._listener is not None:
            time.sleep(drain)
            take_no_more(self._listener)
            time.sleep(SETTLE_SECONDS)
            # The web processes close theirs as soon as they accept no more; then whoever comes is refused at once.
            self._listener.close()
        if self._is_hasty:
            for child in self._children:
                child.send(signal.SIGTERM)
        deadline = begun + drain + SETTLE_SECONDS + FINISH_WITHIN_SECONDS
        for child in self._children:
            child.bury(deadline)
        return 0
