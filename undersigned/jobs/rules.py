"""When what failed is tried again (jobs and letters alike), and what may be a job."""

import re
from datetime import timedelta

LEASE = timedelta(minutes=10)
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
ACTION_PATH = re.compile(r"undersigned\.[a-z]+\.actions\.([a-z_]+)\.\1")


class NotAnAction(Exception):
    """The dotted path does not name a verb of a room, `undersigned.<room>.actions.<verb>.<verb>`."""


def checked(path: str) -> str:
    """The path as it is, or NotAnAction: a row of the database must not be able to call anything else."""
    if not ACTION_PATH.fullmatch(path):
        raise NotAnAction(path)
    return path


def retry_after(tries: int) -> timedelta:
    """Time until the next attempt after `tries` failures (1 or more)."""
    return RETRY_AFTER[min(max(tries, 1), len(RETRY_AFTER)) - 1]
