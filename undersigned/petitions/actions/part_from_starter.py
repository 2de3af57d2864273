"""Nothing says any more whose petition it was that was deleted."""

from datetime import datetime

from undersigned.petitions.models import Petition


def part_from_starter(*, petition_id: int, now: datetime) -> None:  # noqa: ARG001 - jobs are told the time
    """A deleted petition has no starter; a job, a day later, when the letter has left. Harmless when run twice."""
    Petition.objects.filter(pk=petition_id, deleted_at__isnull=False).update(starter=None)
