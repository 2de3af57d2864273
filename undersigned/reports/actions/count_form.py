"""Count a public form."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.reports.fields import mark_of
from undersigned.reports.models import FormCount
from undersigned.reports.rules.limits import DAY, OF_NETWORK, OF_PETITION, Use, hour_of, is_within


def count_form(*, use: Use, network: str, pid: str, now: datetime) -> bool:
    """The form is counted for its network and its petition; True where both are within their limits.

    Works inside a transaction alone, the one that keeps what came. A network that is unknown is not counted: behind a
    proxy that is not named everybody would share one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("count_form works only inside the transaction of the act")
    limits = {mark_of(use, "petition", pid): OF_PETITION[use]}
    if network:
        # First, so that whoever waits for the petition's row holds no row that others wait for.
        limits = {mark_of(use, "network", network): OF_NETWORK[use]} | limits
    hour = hour_of(now)
    for mark in limits:
        FormCount.objects.get_or_create(mark=mark, hour=hour)
        FormCount.objects.filter(mark=mark, hour=hour).update(number=F("number") + 1)
    rows = FormCount.objects.filter(mark__in=list(limits), hour__gt=hour - DAY).values_list("mark", "hour", "number")
    counts = [(bytes(mark), at, number) for mark, at, number in rows]
    return all(
        is_within(limit, [(at, number) for of, at, number in counts if of == mark], now)
        for mark, limit in limits.items()
    )
