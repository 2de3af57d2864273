"""Count a public form."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.reports.fields import mark_of
from undersigned.reports.models import FormCount
from undersigned.reports.rules.limits import DAY, OF_NETWORK, OF_PETITION, Limit, Use, is_within
from undersigned.signatures.rules.windows import hour_of


def count_form(*, use: Use, network: str, pid: str, now: datetime) -> bool:
    """The form is counted for its network and its petition; True where both are within their limits.

    Works inside a transaction alone, the one that keeps what came. A network that is unknown is not counted: behind a
    proxy that is not named everybody would share one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("count_form works only inside the transaction of the act")
    # What one network sends beyond its limit does not count for the petition: others can still be heard.
    return (not network or _counted(mark_of(use, "network", network), OF_NETWORK[use], now)) and _counted(
        mark_of(use, "petition", pid), OF_PETITION[use], now
    )


def _counted(mark: bytes, limit: Limit, now: datetime) -> bool:
    hour = hour_of(now)
    FormCount.objects.get_or_create(mark=mark, hour=hour)
    FormCount.objects.filter(mark=mark, hour=hour).update(number=F("number") + 1)
    rows = FormCount.objects.filter(mark=mark, hour__gt=hour - DAY)
    return is_within(limit, rows.values_list("hour", "number"), now)
