"""SQLite's write-ahead log is folded into the database and emptied. A sweep; nothing to do on PostgreSQL."""

from datetime import datetime

from django.db import connection


def fold_write_ahead(*, now: datetime) -> int:  # noqa: ARG001 - a sweep takes the time
    """1 where nothing stands in the write-ahead log any more of rows that were erased, emptied or sealed; else 0.

    The log keeps what was written until it is written over, and on a quiet site nobody writes. Where somebody reads
    for long, the next run does it.
    """
    fold = getattr(connection, "fold_and_empty", None)
    return int(fold is not None and fold())
