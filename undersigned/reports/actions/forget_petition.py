"""What was reported about a deleted petition, and said beside it, goes with it; who reported is told."""

from collections import Counter
from datetime import datetime

from django.db.models import Q

from undersigned.reports.actions.tell_reporters import tell_reporters
from undersigned.reports.models import Reply, Report, Settlement
from undersigned.reports.rules.reporting import KEPT_AFTER, Outcome


def forget_petition(*, petition_id: int, now: datetime) -> None:
    """No word of a report and no reply is left; the open reports are answered by the deletion itself.

    Who waits for an answer gets it, since the strongest decision of all is owed to reporters as well: of such a report
    the address stays until 30 days later, sealed. Called inside the deletion (settings.DELETED_TOO). What the staff
    answered stays with its numbers: it names nobody.
    """
    Reply.objects.filter(petition=petition_id).delete()
    Settlement.objects.filter(petition=petition_id, letter_due__isnull=False).update(letter_due=None)
    _answer(petition_id, now)
    Report.objects.filter(petition=petition_id, letter_due=None).delete()


def _answer(petition_id: int, now: datetime) -> None:
    reports = Report.objects.filter(petition=petition_id)
    waiting = reports.filter(Q(settlement=None) | Q(letter_due__isnull=False))
    numbers = Counter(reports.filter(settlement=None).values_list("reason", flat=True))
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return
    settlement = Settlement.objects.create(
        petition_id=petition_id, outcome=Outcome.ACTED.value, words="", at=now, numbers=dict(sorted(numbers.items()))
    )
    reports.filter(pk__in=ids).update(settlement=settlement, forget_at=now + KEPT_AFTER, words_sealed=None, origin=b"")
    tell_reporters(settlement=settlement, now=now)
