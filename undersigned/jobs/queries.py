"""Questions about what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from undersigned.jobs.models import Job

PROMISED_WITHIN = timedelta(hours=3)


def findings(now: datetime) -> Iterator[str]:
    """Jobs older than their promise, a sentence for each action."""
    late = Job.objects.filter(due__lt=now - PROMISED_WITHIN).values_list("action", flat=True)
    for action in sorted(set(late)):
        yield f"a job has waited for more than {PROMISED_WITHIN}: {action}"
    stuck = Job.objects.filter(tries__gte=10).values_list("action", flat=True)
    for action in sorted(set(stuck)):
        yield f"a job has failed ten times or more: {action}"
