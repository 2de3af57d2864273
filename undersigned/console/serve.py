"""`undersigned serve`: web, worker and publisher in one process tree that stays up.

The supervisor starts a child for each, starts it again when it dies, and on SIGTERM or Ctrl-C lets all of them finish
what they are doing, at most 30 s. Children notice when the supervisor is gone (a pipe closes) and stop too.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from undersigned.console.main import open_house

PARTS = ("web", "worker", "publisher")
FINISH_WITHIN_SECONDS = 30
SHORTEST_REST_SECONDS = 0.1
LONGEST_REST_SECONDS = 2.0
STEADY_AFTER_SECONDS = 3


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("serve", help="serve the site: web, worker and publisher, in production")
    verb.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1, behind a proxy)")
    verb.add_argument("--only", choices=PARTS, help="just one of the three, where they run as services of their own")
    verb.add_argument("--workers", type=int, default=1, help="web processes (default 1)")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks the settings, prepares the database, serves until told to stop."""
    os.environ.setdefault("UNDERSIGNED_SITE_URL", f"http://127.0.0.1:{arguments.port}")
    open_house()
    from undersigned.console.migrate import prepare_database, wait_for_database
    from undersigned.console.safety import faults

    refusals = faults()
    for refusal in refusals:
        print(f"refused to start: {refusal}", file=sys.stderr)
    # One of several services makes the database, the others wait for it.
    prepare = prepare_database if arguments.only in {None, "web"} else wait_for_database
    if refusals or not prepare():
        return 1
    return serve(port=arguments.port, host=arguments.host, only=arguments.only, workers=arguments.workers)


def serve(
    *,
    port: int,
    host: str = "127.0.0.1",
    only: str | None = None,
    workers: int = 1,
    when_ready: Callable[[], None] | None = None,
) -> int:
    """Serves until SIGTERM or Ctrl-C; `when_ready` is called once, after the site answers. Settings must be loaded."""
    from undersigned.console.statics import collect

    if only in {None, "web"}:
        collect()
    supervisor = Supervisor([only] if only else list(PARTS), host=host, port=port, workers=workers)
    return supervisor.run(when_ready)


class Child:
    """One part of the site as a process that is started again when it dies."""

    def __init__(self, part: str, command: list[str], lifeline: int) -> None:
        self.part = part
        self._command = command
        self._lifeline = lifeline
        self._rest = SHORTEST_REST_SECONDS
        self._start_at = 0.0
        self._started_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def tend(self, now: float) -> None:
        """Starts the process if it is not running and has rested."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            steady = now - self._started_at > STEADY_AFTER_SECONDS
            self._rest = SHORTEST_REST_SECONDS if steady else min(self._rest * 2, LONGEST_REST_SECONDS)
            self._start_at, self.process = now + self._rest, None
        if now >= self._start_at:
            self._started_at = now
            # A session of its own: Ctrl-C reaches the supervisor alone, who lets the children finish.
            self.process = subprocess.Popen(
                self._command, pass_fds=[self._lifeline], start_new_session=True, stdin=subprocess.DEVNULL
            )

    def stop(self, signal_number: int) -> None:
        """Sends the signal if the process runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal_number)


class Supervisor:
    """Keeps the children running until it is told to stop."""

    def __init__(self, parts: list[str], *, host: str, port: int, workers: int) -> None:
        self._stopping = threading.Event()
        # Nobody writes into this pipe: it closes when this process is gone, however it went.
        self._lifeline, self._held = os.pipe()
        self._port, self._parts = port, parts
        arguments = ["--host", host, "--port", str(port), "--workers", str(workers)]
        self._children = [
            Child(part, _child_command(part, self._lifeline, arguments), self._lifeline) for part in parts
        ]

    def run(self, when_ready: Callable[[], None] | None) -> int:
        """Returns 0 after all children have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        if when_ready is not None:
            threading.Thread(target=self._announce, args=(when_ready,), daemon=True).start()
        while not self._stopping.is_set():
            for child in self._children:
                child.tend(time.monotonic())
            self._stopping.wait(0.1)
        return self._finish()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _announce(self, when_ready: Callable[[], None]) -> None:
        from undersigned.console.answering import wait_until_answering

        if "web" not in self._parts or wait_until_answering(self._port, self._stopping):
            when_ready()

    def _finish(self) -> int:
        for child in self._children:
            child.stop(signal.SIGTERM)
        deadline = time.monotonic() + FINISH_WITHIN_SECONDS
        for child in self._children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.stop(signal.SIGKILL)
        return 0


def _child_command(part: str, lifeline: int, arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "undersigned.console.child", part, "--lifeline", str(lifeline), *arguments]
