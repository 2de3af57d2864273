"""Questions of the moderators' queue."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F

from undersigned.moderation.models import Decision
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import titles_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One petition of the queue."""

    slug: str
    title: str
    language: str
    starter_name: str
    state: str
    since: datetime | None
    """When it was handed in."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue; `number` is from 1."""

    lines: tuple[QueueLine, ...]
    number: int
    has_next: bool


def counts_by_state() -> dict[str, int]:
    """How many petitions are in each state; states without any are left out."""
    rows = Petition.objects.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number")
    return dict(rows)


def queue(state: str, number: int = 1, size: int = PAGE_SIZE) -> QueuePage:
    """Petitions in this state by age: held ones with the longest waiting first, others the latest first. Two queries.

    Drafts and unconfirmed ones are nobody's business but their starter's and never listed.
    """
    if state in {"draft", "unconfirmed"}:
        return QueuePage((), number, has_next=False)
    order = F("submitted_at").asc(nulls_last=True) if state == "held" else F("submitted_at").desc(nulls_last=True)
    start = (number - 1) * size
    found = list(Petition.objects.filter(state=state).order_by(order, "pk")[start : start + size + 1])
    rows = found[:size]
    titles = titles_of(rows)
    lines = tuple(
        QueueLine(row.slug, titles[row.pk], row.language, row.starter_name, row.state, row.submitted_at) for row in rows
    )
    return QueuePage(lines, number, has_next=len(found) > size)


def decisions_about(petition_id: int) -> list[Decision]:
    """All decisions about the petition, newest first."""
    return list(Decision.objects.filter(petition_id=petition_id).order_by("-pk"))
