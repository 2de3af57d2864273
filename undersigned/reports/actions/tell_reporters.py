"""Who reported hears what came of it."""

from datetime import datetime

from django.db.models import F, Min

from undersigned.reports.models import Report, Settlement


def tell_reporters(*, settlement: Settlement, now: datetime) -> None:
    """Each address that was left gets the statement of reasons once, of the report that came first from it.

    A receipt that has not left is not sent any more. Called in the transaction that answers the reports.
    """
    answered = Report.objects.filter(settlement=settlement, mailbox__isnull=False).order_by()
    answered.update(letter_due=None)
    firsts = list(answered.values("mailbox").annotate(first=Min("pk")).values_list("first", flat=True))
    Report.objects.filter(pk__in=firsts).update(
        letter_kind="settled", letter_due=now, letter_number=F("letter_number") + 1, letter_tries=0, letter_unsettled=0
    )
