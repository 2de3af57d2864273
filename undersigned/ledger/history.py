"""How a petition's number came about: the published log over time, thinned to what a picture can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from undersigned.ledger.models import Event, Round, Tail
from undersigned.ledger.rules import ShownCount

MOST_POINTS = 120
# From here on a day has one point, so that nobody's act is dated to the second for ever.
BY_DAY_FROM = timedelta(days=4)


@dataclass(frozen=True)
class CountPoint:
    """What stood at a publication of the log."""

    at: datetime
    count: int


def count_history(pid: str, shown: ShownCount) -> list[CountPoint]:
    """The petition's number from its opening to `shown`, in order, at most MOST_POINTS + 1 points; [] before the first.

    Two reads of bounded size, however long the line: every k-th event and the round that published it. So no
    point is further from the truth than k signatures, and the last is the number that is shown.
    """
    tail = Tail.objects.filter(pid=pid).first()
    if tail is None or shown.counted_at is None:
        return []
    first_round = Round.objects.filter(size__gt=OuterRef("index")).order_by("size").values("issued_at")[:1]
    events = Event.objects.filter(pid=pid, n__in=spread(tail.n, MOST_POINTS), index__lt=shown.log_size).order_by("n")
    rows = events.annotate(at=Subquery(first_round)).values_list("at", "c")
    points = [CountPoint(at, count or 0) for at, count in rows]
    return thin([*points, CountPoint(shown.counted_at, shown.count)])


def spread(last: int, most: int) -> list[int]:
    """At most `most` whole numbers from 1 to `last`, both ends among them, evenly spread."""
    if last <= most:
        return list(range(1, last + 1))
    return sorted({1 + round(step * (last - 1) / (most - 1)) for step in range(most)})


def thin(points: Iterable[CountPoint]) -> list[CountPoint]:
    """Of the points of one moment the last; over more than a few days, of one day the last. The first always stays."""
    ordered = list(points)
    is_long = ordered[-1].at - ordered[0].at > BY_DAY_FROM
    kept = {point.at.date() if is_long else point.at: point for point in ordered[1:]}
    later = [point for point in kept.values() if point.at > ordered[0].at]
    return [ordered[0], *later] if later else [ordered[-1]]
