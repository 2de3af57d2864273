"""The public record: what was decided, how often, why, how fast, and what became of appeals.

Of secret reasons it tells their sum alone; which of them it was only for whole years that are over, small cells put
together (decision 0030). A title stands in it while its petition is public and the title is not hidden, and
never with what was not published.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import get_language

from undersigned.moderation.models import Appeal, Decision
from undersigned.moderation.rules import DUE_AFTER, SECRET, Kind, is_secret, told_cells
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.texts import ReadText, read_texts
from undersigned.petitions.rules.states import PUBLIC, State

PAGE_SIZE = 20
AGAINST = (Kind.REFUSE, Kind.STOP, Kind.HIDE, Kind.TAKE_DOWN, Kind.DELETE)
"""Decisions against a petition, of which the record gives the reasons."""


@dataclass(frozen=True, slots=True)
class Year:
    """The secret reasons of a year that is over."""

    year: int
    told: tuple[tuple[str, int], ...]
    others: int


@dataclass(frozen=True, slots=True)
class Appeals:
    """What became of appeals."""

    total: int
    waiting: int
    granted: int
    turned_down: int
    same_person: int
    """Answered by who had taken the first decision."""


@dataclass(frozen=True, slots=True)
class Record:
    """The figures."""

    kinds: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    """Public reasons of decisions against petitions, the most frequent first."""
    secret: int
    years: tuple[Year, ...]
    median_wait: timedelta | None
    median_appeal: timedelta | None
    appeals: Appeals
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as everybody may read it."""

    number: int
    kind: str
    at: datetime
    reason: str
    """A public code, `secret`, or "" where the decision needs none."""
    title: str
    """"" where the petition is not public."""
    slug: str
    language: str
    original_slug: str
    """Of the petition that a duplicate repeats, while that is public."""
    is_answer: bool
    is_same_person: bool


def record(now: datetime) -> Record:
    """All figures at this moment; a fixed number of queries."""
    kinds = dict(_counted(Decision.objects.all(), "kind"))
    reasons = _counted(Decision.objects.filter(kind__in=AGAINST).exclude(code=""), "code")
    held = Petition.objects.filter(state=State.HELD)
    first = Decision.objects.filter(kind__in=[Kind.PUBLISH, Kind.REFUSE, Kind.CORRECT], answers=None)
    return Record(
        kinds=tuple((kind.value, kinds[kind]) for kind in Kind if kind in kinds),
        reasons=tuple((code, number) for code, number in reasons if not is_secret(code)),
        secret=sum(number for code, number in reasons if is_secret(code)),
        years=_years(now),
        median_wait=_median(first),
        median_appeal=_median(Decision.objects.exclude(answers=None)),
        appeals=_appeals(),
        waiting=held.count(),
        overdue=held.filter(submitted_at__lt=now - DUE_AFTER).count(),
    )


def entries(number: int = 1, size: int = PAGE_SIZE) -> list[Entry]:
    """One page of decisions, the newest first; three queries."""
    rows = list(Decision.objects.select_related("petition", "duplicate_of")[(number - 1) * size : number * size])
    public = {row.petition_id for row in rows if row.petition.state in PUBLIC}
    texts = read_texts(public, get_language() or "en")
    return [_entry(row, texts.get(row.petition_id)) for row in rows]


def how_many() -> int:
    """Decisions that the record lists."""
    return Decision.objects.count()


def _entry(row: Decision, text: ReadText | None) -> Entry:
    original = row.duplicate_of
    return Entry(
        number=row.pk,
        kind=row.kind,
        at=row.at,
        reason="secret" if is_secret(row.code) else row.code,
        title=text.title if text else "",
        slug=row.petition.slug if text else "",
        language=text.title_language if text else "",
        original_slug=original.slug if original is not None and original.state in PUBLIC else "",
        is_answer=row.answers_id is not None,
        is_same_person=row.is_same_person,
    )


def _counted(rows: QuerySet[Decision], column: str) -> list[tuple[str, int]]:
    found = rows.order_by().values(column).annotate(number=Count("pk")).values_list(column, "number")
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _years(now: datetime) -> tuple[Year, ...]:
    rows = Decision.objects.filter(code__in=[code.value for code in SECRET], kind__in=AGAINST, at__year__lt=now.year)
    found: dict[int, dict[str, int]] = {}
    by_year = rows.order_by().annotate(year=ExtractYear("at")).values_list("year", "code").annotate(number=Count("pk"))
    for year, code, number in by_year:
        found.setdefault(year, {})[code] = number
    years = []
    for year in sorted(found, reverse=True):
        told, others = told_cells(found[year])
        years.append(Year(year, tuple(sorted(told.items(), key=lambda one: (-one[1], one[0]))), others))
    return tuple(years)


def _appeals() -> Appeals:
    answers = Decision.objects.exclude(answers=None)
    turned_down = answers.filter(kind=Kind.UPHOLD).count()
    total, answered = Appeal.objects.count(), answers.count()
    return Appeals(
        total=total,
        waiting=total - answered,
        granted=answered - turned_down,
        turned_down=turned_down,
        same_person=answers.filter(is_same_person=True).count(),
    )


def _median(rows: QuerySet[Decision]) -> timedelta | None:
    """The lower one of two in the middle; the database sorts, so that nothing is read but one number."""
    waits = (
        rows.filter(waited_seconds__isnull=False).order_by("waited_seconds").values_list("waited_seconds", flat=True)
    )
    number = waits.count()
    middle = waits[(number - 1) // 2 : (number - 1) // 2 + 1] if number else []
    # No duration is told in less than a minute.
    return next((timedelta(seconds=max(60, seconds)) for seconds in middle if seconds is not None), None)
