"""The nightly recount beside the publisher's loop: in a thread of its own, so that rounds and jobs go on meanwhile.

On a site of several nodes the worker and the web may have no files of the log, or files that are a moment behind. The
process that publishes has them all, always.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog
from django.db import connections

from undersigned.ledger.actions.recount_due import recount_due

LOOKS_EVERY_SECONDS: Final = 60.0


def start_recounting(
    stop: threading.Event, *, clock: Callable[[], datetime], is_publishing: Callable[[], bool]
) -> threading.Thread:
    """A thread that recounts the log when it is due, while this process publishes; it looks until `stop` is set.

    A recount that is under way holds up nobody who stops: it is broken off and made again.
    """
    thread = threading.Thread(target=_repeat, args=(stop, clock, is_publishing), name="recount", daemon=True)
    thread.start()
    return thread


def _repeat(stop: threading.Event, clock: Callable[[], datetime], is_publishing: Callable[[], bool]) -> None:
    while not stop.wait(LOOKS_EVERY_SECONDS):
        try:
            if is_publishing():
                recount_due(now=clock())
        except Exception:
            # Whatever it was (the database restarting, a disk fault): it is made again, and doctor says how old the
            # last one is.
            structlog.get_logger().exception("recount broke off", part="recount")
        finally:
            connections.close_all()
