"""Recount the log: once a night its files are recounted and compared with the database; a difference is an alarm."""

from datetime import datetime

import structlog

from undersigned.ledger.models import LogState
from undersigned.ledger.queries import recount_findings
from undersigned.ledger.site import log_folder


def recount_log(*, now: datetime) -> int:
    """How many faults were found. They stand in the state row until a recount finds none, and in the log as errors.

    Reads the whole log and the whole database; writes the state row alone. May run beside a publisher.
    """
    log = structlog.get_logger().bind(part="recount")
    if not LogState.objects.filter(published_at__isnull=False).exists():
        # A site's first minutes: there is nothing yet that anybody could compare.
        return 0
    if not log_folder().path.is_dir():
        # A worker on a machine of its own: the files are the publisher's, and another worker has them.
        log.warning("this node has no files of the log to recount", folder=str(log_folder().path))
        return 0
    found = recount_findings()
    for finding in found:
        log.error("the public log does not hold", finding=finding)
    LogState.objects.update(alarm="\n".join(found), recounted_at=now)
    return len(found)
