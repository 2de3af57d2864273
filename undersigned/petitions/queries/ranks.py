"""Ranks over all published petitions, by the counts that are shown at the moment."""

from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from undersigned.ledger.models import PublishedCount
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.milestones import Standing
from undersigned.petitions.rules.states import PUBLIC


def standing(pid: str, count: int, goal: int, now: datetime) -> Standing:
    """How the *other* published petitions stand to this count and this goal; one query."""
    others = Petition.objects.filter(state__in=PUBLIC).exclude(pid=pid)
    found = _with_counts(others, now).aggregate(
        others=Count("pk"),
        above_count=Count("pk", filter=Q(shown__gt=count)),
        equal_count=Count("pk", filter=Q(shown=count)),
        above_goal=Count("pk", filter=Q(shown__gt=goal)),
        equal_goal=Count("pk", filter=Q(shown=goal)),
    )
    return Standing(**found)


def ranking(pid: str, count: int, now: datetime) -> tuple[int, int]:
    """(rank, of): 1 + other published petitions with more than `count`, and how many there are, this one included."""
    found = standing(pid, count, count, now)
    return found.above_count + 1, found.others + 1


def _with_counts(petitions: QuerySet[Petition], now: datetime) -> QuerySet[Petition]:
    """With `shown`: the count that ledger.queries shows at `now`, 0 where the log has published none."""
    shown = Case(When(show_at__lte=now, then=F("count")), default=F("previous_count"))
    counts = PublishedCount.objects.filter(pid=OuterRef("pid")).values(number=shown)
    return petitions.annotate(shown=Coalesce(Subquery(counts), Value(0), output_field=IntegerField()))
