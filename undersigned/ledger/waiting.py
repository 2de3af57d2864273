"""What waits for a round. Events of a sensitive petition wait for each other: a lone act would be dated by its round.

A petition's patient events come together: when enough of its signatures wait, when the first of them has waited long
enough, or when the petition closes. All other events come with the next round.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from undersigned.ledger.models import Event
from undersigned.ledger.rules import FLUSHES, PendingEvent, without_cut


def patience(*, is_sensitive: bool) -> timedelta:
    """How long an event of such a petition may wait for others. Stored with the event, so that a promise stays true."""
    return timedelta(seconds=settings.UNDERSIGNED.sensitive_seconds) if is_sensitive else timedelta()


def round_events(limit: int, now: datetime) -> list[PendingEvent]:
    """At most `limit` events for the next round, the oldest first: by what is missing, since ids commit out of order.

    Of a sensitive petition all or none, but where more wait than the limit; one whose signatures alone make it ripe is
    left out where the limit would leave fewer of them.
    """
    ripe = _ripe(now)
    waiting = Event.objects.filter(index__isnull=True, set_aside="")
    rows = waiting.filter(Q(wait_until=None) | Q(pid__in=list(ripe))).order_by("id")
    events = [PendingEvent(*row) for row in rows.values_list("id", "pid", "type", "fields", "target_id")[:limit]]
    return without_cut(events, ripe) if len(events) == limit else events


def is_round_full(limit: int) -> bool:
    """True where as many events wait as a round may hold; those that wait for others are none of them."""
    waiting = Event.objects.filter(index__isnull=True, set_aside="", wait_until=None)
    return waiting.order_by("id")[limit - 1 : limit].exists()


def patient_groups() -> QuerySet[Any, Any]:
    """What waits for others, by petition: pid, how many signatures, and when the first need not wait longer."""
    patient = Event.objects.filter(index__isnull=True, set_aside="", wait_until__isnull=False)
    groups = patient.order_by("pid").values("pid")
    return groups.annotate(signs=Count("id", filter=Q(type="sign")), first=Min("wait_until"))


def _ripe(now: datetime) -> dict[str, int]:
    """The petitions whose patient events need wait no longer, each with how many signatures it takes for that.

    None where it is not their number that makes them ripe.
    """
    least, found, unripe = settings.UNDERSIGNED.sensitive_signatures, dict[str, int](), []
    for group in patient_groups():
        if group["first"] <= now:
            found[group["pid"]] = 0
        elif group["signs"] >= least:
            found[group["pid"]] = least
        else:
            unripe.append(group["pid"])
    if unripe or found:
        closing = Event.objects.filter(index__isnull=True, set_aside="", pid__in=[*unripe, *found], type__in=FLUSHES)
        found |= dict.fromkeys(closing.values_list("pid", flat=True), 0)
    return found
