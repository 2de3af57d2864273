"""Runs what is due: jobs, then sweeps."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import connection, transaction
from django.utils.module_loading import import_string

from undersigned.jobs.actions.take_turn import take_turn
from undersigned.jobs.models import Job
from undersigned.jobs.rules import LEASE, checked, retry_after
from undersigned.jobs.schedule import SWEEPS, Periodic

log = structlog.get_logger()
Clock = Callable[[], datetime]


def run_due(*, clock: Clock, limit: int = 100) -> int:
    """Runs up to `limit` jobs and every sweep that is due; returns how many ran. Failures are tried again."""
    ran = 0
    while ran < limit and (job := _claim(clock())) is not None:
        _run(job, clock)
        ran += 1
    return ran + sum(_sweep(sweep, clock) for sweep in SWEEPS)


def _claim(now: datetime) -> Job | None:
    """The next job, leased so that a killed worker's job comes back, or None."""
    with transaction.atomic():
        jobs = Job.objects.filter(due__lte=now).order_by("due")
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is not None:
            job.due, job.tries = now + LEASE, min(job.tries + 1, 1000)
            job.save(update_fields=["due", "tries"])
        return job


def _run(job: Job, clock: Clock) -> None:
    try:
        import_string(checked(job.action))(**job.arguments, now=clock())
    except Exception:
        # Any failure of any action: the job stays and is tried again, the others go on.
        log.exception("job failed", action=job.action, tries=job.tries)
        Job.objects.filter(pk=job.pk).update(due=clock() + retry_after(job.tries))
        return
    job.delete()


def _sweep(sweep: Periodic, clock: Clock) -> int:
    now = clock()
    if not take_turn(action=sweep.action, every=sweep.every, now=now):
        return 0
    try:
        import_string(checked(sweep.action))(now=now)
    except Exception:
        log.exception("sweep failed", action=sweep.action)
    return 1
