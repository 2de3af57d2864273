"""What screening kept for a while is deleted."""

from datetime import datetime, timedelta
from typing import Final

from undersigned.signatures.actions.clear import AT_ONCE, clear
from undersigned.signatures.models import ScreeningAlarm, ScreeningEntry, ScreeningTally, Signature, SpentProof
from undersigned.signatures.rules.challenges import LIVES
from undersigned.signatures.rules.windows import HOUR, SPANS

KEPT: Final = timedelta(days=30)
"""Marks of networks and domains beside a signature."""


def forget_origins(*, now: datetime) -> int:
    """How many signatures lost the marks of their origin, 30 days after signing; a sweep, harmless if run twice.

    Tallies go when both of their windows are over, spent proofs when their challenge is dead, ended entries and alarms
    after 30 days. At most 1,000 rows in one statement.
    """
    for span in SPANS:
        over = int(now.timestamp()) - 2 * max(span, HOUR)
        clear(rows=ScreeningTally.objects.filter(span=span, start__lt=over).order_by("start"))
    clear(rows=SpentProof.objects.filter(at__lt=now - LIVES).order_by("at"))
    ScreeningEntry.objects.filter(ends_at__lt=now - KEPT).delete()
    ScreeningAlarm.objects.filter(ends_at__lt=now - KEPT).delete()
    old = Signature.objects.filter(created_at__lt=now - KEPT).exclude(origin=b"").order_by("created_at")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        # The time is asked for again: somebody may have signed anew.
        gone = Signature.objects.filter(pk__in=ids, created_at__lt=now - KEPT).update(origin=b"")
        forgotten += gone
        if gone == 0:
            break
    return forgotten
