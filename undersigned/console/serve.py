"""`undersigned serve`: web, worker and publisher in one process tree that stays up.

The supervisor starts a child for each, starts it again when it dies, and on SIGTERM or Ctrl-C lets all of them finish
what they are doing, at most 30 s. On SIGHUP it replaces them one after the other by processes of the code and settings
of now. Children notice when the supervisor is gone (a pipe closes) and stop too.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from io import BufferedWriter
from pathlib import Path

from undersigned.console.main import open_house

PARTS = ("web", "worker", "publisher")
DRAIN_SECONDS = 5.0


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("serve", help="serve the site: web, worker and publisher, in production")
    verb.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1, behind a proxy)")
    verb.add_argument("--only", choices=PARTS, help="just one of the three, where they run as services of their own")
    verb.add_argument("--workers", type=_at_least_one, default=1, help="web processes (default 1; on SQLite only 1)")
    verb.add_argument(
        "--drain",
        type=_seconds,
        default=DRAIN_SECONDS,
        metavar="SECONDS",
        help="how long /readyz says 503 and connections are closed one by one before a web process stops (default 5)",
    )
    verb.add_argument(
        "--environment",
        type=Path,
        metavar="FILE",
        help="lines NAME=value that are read at the start and again at SIGHUP, which replaces every process in turn",
    )
    verb.set_defaults(run=run)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 300:
        raise argparse.ArgumentTypeError("from 0 to 300 seconds")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Checks the settings, prepares the database, serves until told to stop."""
    from undersigned.console.environment_file import EnvironmentFile

    reread = EnvironmentFile(arguments.environment).read if arguments.environment else _nothing
    try:
        reread()
    except (OSError, ValueError) as fault:
        print(f"refused to start: the file of settings can't be read: {fault}", file=sys.stderr)
        return 2
    os.environ.setdefault("UNDERSIGNED_SITE_URL", f"http://127.0.0.1:{arguments.port}")
    open_house()
    # A terminal that closes ends the site; a service manager's SIGHUP renews it, once it stands.
    if not os.isatty(0):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if not _is_prepared(arguments.only):
        return 1
    return serve(
        port=arguments.port,
        host=arguments.host,
        only=arguments.only,
        workers=arguments.workers,
        drain_seconds=arguments.drain,
        reread=reread,
    )


def _nothing() -> None:
    """There is no file to read."""


def _is_prepared(only: str | None) -> bool:
    from undersigned.console.migrate import prepare_database, wait_for_database
    from undersigned.console.safety import faults

    refusals = faults()
    for refusal in refusals:
        print(f"refused to start: {refusal}", file=sys.stderr)
    # One of several services makes the database, the others wait for it.
    prepare = prepare_database if only in {None, "web"} else wait_for_database
    return not refusals and prepare()


def serve(
    *,
    port: int,
    host: str = "127.0.0.1",
    only: str | None = None,
    workers: int = 1,
    drain_seconds: float = 0.0,
    when_ready: Callable[[], None] | None = None,
    reread: Callable[[], None] = _nothing,
) -> int:
    """Serves until SIGTERM or Ctrl-C; `when_ready` is called once, after the site answers. Settings must be loaded."""
    from undersigned.console.supervisor import Supervisor

    has_web = only in {None, "web"}
    opened = _opened(host, port, workers) if has_web else (None, ())
    if opened is None:
        return 1
    supervisor = Supervisor(
        _parts(only, workers),
        listener=opened[0],
        kept=opened[1],
        drain_seconds=drain_seconds,
        prepare=lambda: _is_startable(reread, has_web=has_web),
    )
    return supervisor.run(_announcing(when_ready, port if has_web else None))


def _parts(only: str | None, workers: int) -> list[str]:
    """The processes of this node. One of web alone has no publisher that would write its files of the log."""
    if only is None:
        return [*["web"] * workers, *PARTS[1:]]
    return [*["web"] * workers, "mirror"] if only == "web" else [only]


def _opened(host: str, port: int, workers: int) -> tuple[socket.socket, tuple[BufferedWriter, ...]] | None:
    """The socket, and what web processes hold; None where that was refused in words. Static files are collected."""
    from django.conf import settings

    from undersigned.console.listening import PortRefused, listen
    from undersigned.console.statics import collect
    from undersigned.console.web_lock import AlreadyServed, take_web_lock

    try:
        lock = take_web_lock(workers)
        listener = listen(host, port)
    except (AlreadyServed, PortRefused) as refusal:
        print(f"refused to start: {refusal}", file=sys.stderr)
        return None
    collect()
    # Figures of processes that are gone; web.figures writes there, and console must not import web.
    shutil.rmtree(settings.UNDERSIGNED.data / "run" / "metrics", ignore_errors=True)
    return listener, () if lock is None else (lock,)


def _announcing(when_ready: Callable[[], None] | None, port: int | None) -> Callable[[threading.Event], None] | None:
    if when_ready is None:
        return None
    told = when_ready

    def announce(stopping: threading.Event) -> None:
        from undersigned.console.answering import wait_until_answering

        if port is None or wait_until_answering(port, stopping):
            told()

    return announce


def _is_startable(reread: Callable[[], None], *, has_web: bool) -> bool:
    """True where the code and settings of now could serve; asked of a new process, before anything is stopped."""
    before = dict(os.environ)
    command = [sys.executable, "-m", "undersigned.console.startable", *(["--web"] if has_web else [])]
    try:
        reread()
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode == 0:
            return True
    except (OSError, ValueError) as fault:
        print(f"not renewed: the file of settings can't be read: {fault}", file=sys.stderr)
    # What dies meanwhile is started again as it was.
    os.environ.clear()
    os.environ.update(before)
    return False
