"""Recount the log: once a night its files are recounted and compared with the database; a difference is an alarm."""

from datetime import datetime

import structlog

from undersigned.ledger.findings import recount_findings
from undersigned.ledger.models import LogState


def recount_log(*, now: datetime) -> int:
    """How many faults were found. They stand in the state row until a recount finds none, and in the log as errors.

    Reads the whole log as this node has it, and the whole database; writes the state row alone. May run beside a
    publisher. Where it broke off nothing has changed.
    """
    log = structlog.get_logger().bind(part="recount")
    if not LogState.objects.filter(published_at__isnull=False).exists():
        # A site's first minutes: there is nothing yet that anybody could compare.
        return 0
    found = recount_findings()
    for finding in found:
        log.error("the public log does not hold", finding=finding)
    LogState.objects.update(alarm="\n".join(found), recounted_at=now)
    return len(found)
