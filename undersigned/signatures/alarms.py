"""Alarms that ring, as the staff see them. Read only."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.petitions.models import Petition
from undersigned.signatures.models import ScreeningAlarm


@dataclass(frozen=True, slots=True)
class Ringing:
    """One alarm."""

    subject: int
    """The petition's id; 0 is the whole site."""
    slug: str
    """"" for the whole site."""
    began_at: datetime
    ends_at: datetime
    words: str
    """Why, where somebody rang it by hand."""


def ringing(now: datetime) -> list[Ringing]:
    """What rings at `now`, the whole site first. Two queries."""
    rows = list(ScreeningAlarm.objects.filter(ends_at__gt=now).order_by("subject"))
    slugs = dict(Petition.objects.filter(pk__in=[row.subject for row in rows]).values_list("pk", "slug"))
    return [Ringing(row.subject, slugs.get(row.subject, ""), row.began_at, row.ends_at, row.words) for row in rows]
