"""Values and laws of the public log above its bytes: what a shown number is, how events of a round are ordered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A new number is shown everywhere at once, this long after its publication, so that no process runs ahead.
SHOW_AFTER = timedelta(seconds=2)
# A publisher that was killed is replaced after this time; one that stopped cleanly at once.
LEASE = timedelta(seconds=10)


class LogRefused(Exception):
    """The log can't go on; the message says why and what to do, in words for the person who runs the site."""


class LeaseLost(Exception):
    """Another publisher has taken over; nothing was written."""


class NotInTransaction(Exception):
    """An event must be written by the transaction that causes it."""


@dataclass(frozen=True)
class ShownCount:
    """The public number of a petition, the time of the publication it comes from, and the log's size then."""

    count: int
    counted_at: datetime | None
    log_size: int
