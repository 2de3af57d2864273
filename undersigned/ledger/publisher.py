"""The publisher's loop: one process at a time issues rounds and publishes them; a second one waits."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class AfterPublication(Protocol):
    """What a higher room does once a publication stands; it follows its own cursor."""

    def __call__(self, *, now: datetime) -> object: ...


def run(
    stop: threading.Event,
    *,
    clock: Callable[[], datetime],
    after_publication: AfterPublication,
) -> None:
    """Issue and publish rounds until `stop` is set; then the lease is free for the next publisher at once.

    `clock` returns the aware UTC time. Survives errors and restarts of the database: logs, waits, goes on. Raises
    LogRefused where the log must not be written (see the message).
    """
    raise NotImplementedError
