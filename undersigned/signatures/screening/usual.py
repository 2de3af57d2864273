"""What is usual for a petition, or for the whole site."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import Sum

from undersigned.signatures.models import ScreeningHour
from undersigned.signatures.rules.alarms import USUAL_OVER
from undersigned.signatures.screening.board import SITE

RECEIVED: Final = ("passed", "held", "refused")
"""Outcomes of which each signing has exactly one."""


@lru_cache(maxsize=1024)
def received_before(subject: int, this_hour: datetime) -> int:
    """How many came in USUAL_OVER before this hour. These hours are over: the answer is kept."""
    hours = ScreeningHour.objects.filter(hour__gte=this_hour - USUAL_OVER, hour__lt=this_hour, outcome__in=RECEIVED)
    if subject != SITE:
        hours = hours.filter(petition=subject)
    return hours.aggregate(total=Sum("number"))["total"] or 0
