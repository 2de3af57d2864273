"""One part of the site in a process of its own: started by `serve`, stopped by SIGTERM or when `serve` is gone."""

import argparse
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from undersigned.console.main import open_house

IDLE_SECONDS = 0.3
AFTER_A_FAULT_SECONDS = 1.0
POST_STOPS_WITHIN_SECONDS = 25
LETTERS_AT_A_TIME = 500


def main() -> None:
    """Runs the part until it is told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part")
    parser.add_argument("--lifeline", type=int, required=True)
    parser.add_argument("--listener", type=int, help="the socket of the site, for web")
    parser.add_argument("--ready", type=int, help="gets one byte when web begins to answer")
    parser.add_argument("--held", action="store_true", help="web begins to answer when it is ready, not before")
    arguments = parser.parse_args()
    # config.orphan reads it; console must not import config.
    os.environ["WEB_PARENT_PID"] = str(os.getppid())
    _stop_when_alone(arguments.lifeline)
    if arguments.part == "web":
        from undersigned.console.web_process import serve_web

        serve_web(arguments.listener, arguments.ready, is_held=arguments.held)
    stopping = threading.Event()
    _stop_on_signals(stopping)
    open_house()
    {"worker": work, "publisher": publish, "mirror": mirror}[arguments.part](stopping)


def _stop_when_alone(lifeline: int) -> None:
    """SIGTERM to this process as soon as the supervisor is gone."""

    def watch() -> None:
        os.read(lifeline, 1)  # returns only when the last writer, the supervisor, has closed it
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _stop_on_signals(stopping: threading.Event) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def clock() -> datetime:
    """Now, in UTC: the only clock of worker and publisher."""
    return datetime.now(UTC)


def work(stopping: threading.Event) -> None:
    """The worker part: jobs and sweeps, and letters in a thread of their own, until told to stop.

    A mail server that takes half a minute for a letter holds up letters alone.
    """
    from undersigned.jobs.actions.run_due import run_due

    post = threading.Thread(target=_post, args=(stopping,), name="letters", daemon=True)
    post.start()
    _repeat(stopping, lambda: run_due(clock=clock))
    # A letter that is under way is brought to its end; one whose server thinks longer than this may come twice.
    post.join(POST_STOPS_WITHIN_SECONDS)


def _post(stopping: threading.Event) -> None:
    from django.db import connections

    from undersigned.mail.actions.deliver import Courier

    courier = Courier(clock=clock, stopping=stopping)
    try:
        _repeat(stopping, lambda: courier.carry(limit=LETTERS_AT_A_TIME))
    finally:
        courier.close()
        connections.close_all()


def _repeat(stopping: threading.Event, act: Callable[[], int]) -> None:
    """Calls `act` again and again, at once while it finds work; a fault is logged and survived."""
    import structlog
    from django.db import close_old_connections

    log = structlog.get_logger()
    while not stopping.is_set():
        try:
            close_old_connections()
            if act() == 0:
                stopping.wait(IDLE_SECONDS)
        except Exception:
            # Whatever it was (the database restarting, a disk that is full): the worker's promise is to go on.
            log.exception("worker fault")
            stopping.wait(AFTER_A_FAULT_SECONDS)


def publish(stopping: threading.Event) -> None:
    """The publisher part: rounds of the log, and what follows from them."""
    from undersigned.ledger import publisher
    from undersigned.signatures.actions.mark_counted import mark_counted

    publisher.run(stopping, clock=clock, after_publication=mark_counted)


def mirror(stopping: threading.Event) -> None:
    """Beside a web part that runs alone: this node's `/log` follows what the publisher, elsewhere, has published."""
    from undersigned.ledger.actions.mirror_files import mirror_files

    _repeat(stopping, lambda: int(mirror_files() is not None))


if __name__ == "__main__":
    main()
