"""Questions of the moderators' queue."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F

from undersigned.moderation.models import Decision
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import titles_of

QUEUE_SIZE = 100


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


def counts_by_state() -> dict[str, int]:
    """How many petitions are in each state; states without any are left out."""
    rows = Petition.objects.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number")
    return dict(rows)


def queue(state: str) -> list[QueueLine]:
    """Petitions in this state by age: held ones with the longest waiting first, others the latest first. Two queries.

    Drafts and unconfirmed ones are nobody's business but their starter's and never listed.
    """
    if state in {"draft", "unconfirmed"}:
        return []
    order = F("submitted_at").asc(nulls_last=True) if state == "held" else F("submitted_at").desc(nulls_last=True)
    rows = list(Petition.objects.filter(state=state).order_by(order, "pk")[:QUEUE_SIZE])
    titles = titles_of(rows)
    return [
        QueueLine(row.slug, titles[row.pk], row.language, row.starter_name, row.state, row.submitted_at) for row in rows
    ]


def decisions_about(petition_id: int) -> list[Decision]:
    """All decisions about the petition, newest first."""
    return list(Decision.objects.filter(petition_id=petition_id).order_by("-pk"))
