"""Questions about what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min

from undersigned.jobs.models import Job

PROMISED_WITHIN = timedelta(hours=3)


def due_jobs(now: datetime) -> tuple[int, timedelta]:
    """How many jobs are due, and how long the oldest of them has been."""
    found = Job.objects.filter(due__lte=now).aggregate(number=Count("pk"), oldest=Min("due"))
    return found["number"], now - (found["oldest"] or now)


def findings(now: datetime) -> Iterator[str]:
    """Jobs older than their promise, a sentence for each action."""
    late = Job.objects.filter(due__lt=now - PROMISED_WITHIN).values_list("action", flat=True)
    for action in sorted(set(late)):
        yield f"a job has waited for more than {PROMISED_WITHIN}: {action}"
    stuck = Job.objects.filter(tries__gte=10).values_list("action", flat=True)
    for action in sorted(set(stuck)):
        yield f"a job has failed ten times or more: {action}"
