"""What was reported about a deleted petition, and said beside it, goes with it."""

from datetime import datetime

from undersigned.reports.models import Reply, Report, Settlement


def forget_petition(*, petition_id: int, now: datetime) -> None:  # noqa: ARG001 - of all such actions
    """No report and no reply is left, and nobody who waits for a letter about one gets it.

    Called inside the deletion (settings.DELETED_TOO). What the staff answered stays with its numbers: it names nobody.
    """
    Report.objects.filter(petition=petition_id).delete()
    Reply.objects.filter(petition=petition_id).delete()
    Settlement.objects.filter(petition=petition_id, letter_due__isnull=False).update(letter_due=None)
