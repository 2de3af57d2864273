"""Ranks over all published petitions, by the counts that are shown at the moment."""

from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from undersigned.ledger.models import PublishedCount
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.milestones import Standing
from undersigned.petitions.rules.states import PUBLIC

BELOW, EQUAL_COUNT, BETWEEN, EQUAL_GOAL, ABOVE_GOAL = range(5)


def standing(pid: str, count: int, goal: int, now: datetime) -> Standing:
    """How the *other* published petitions stand to this count and to this goal above it; one query.

    Each petition costs one look into an index; at most five rows come back, however many petitions there are.
    """
    others = Petition.objects.filter(state__in=PUBLIC).exclude(pid=pid)
    rows = others.annotate(band=_band(count, goal, now)).values("band").annotate(petitions=Count("pk"))
    bands = dict(rows.values_list("band", "petitions"))
    above_goal, equal_goal = bands.get(ABOVE_GOAL, 0), bands.get(EQUAL_GOAL, 0)
    return Standing(
        others=sum(bands.values()),
        above_count=bands.get(BETWEEN, 0) + equal_goal + above_goal,
        equal_count=bands.get(EQUAL_COUNT, 0),
        above_goal=above_goal,
        equal_goal=equal_goal,
    )


def ranking(pid: str, count: int, now: datetime) -> tuple[int, int]:
    """(rank, of): 1 + other published petitions with more than `count`, and how many there are, this one included."""
    found = standing(pid, count, count + 1, now)
    return found.above_count + 1, found.others + 1


def _band(count: int, goal: int, now: datetime) -> Coalesce:
    """Where a petition's shown count lies; one that the log has not published yet has 0."""
    bands = Case(
        When(shown__gt=goal, then=ABOVE_GOAL),
        When(shown=goal, then=EQUAL_GOAL),
        When(shown__gt=count, then=BETWEEN),
        When(shown=count, then=EQUAL_COUNT),
        default=BELOW,
        output_field=IntegerField(),
    )
    counts = _shown(now).filter(pid=OuterRef("pid")).values(number=bands)
    return Coalesce(Subquery(counts), Value(EQUAL_COUNT if count == 0 else BELOW))


def _shown(now: datetime) -> QuerySet[PublishedCount]:
    """With `shown`: the number that ledger.queries shows at `now`."""
    return PublishedCount.objects.annotate(
        shown=Case(When(Q(show_at__lte=now), then=F("count")), default=F("previous_count"))
    )
