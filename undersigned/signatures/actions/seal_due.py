"""Petitions whose time of keeping is over are sealed."""

from datetime import datetime

from undersigned.petitions.models import Petition
from undersigned.signatures.actions.seal_petition import seal_petition


def seal_due(*, now: datetime) -> int:
    """How many petitions were sealed; a sweep, each petition in its own transaction, harmless when run twice."""
    closed = Petition.objects.filter(closed_at__lt=now, sealed_at=None).order_by("closed_at")
    return sum(seal_petition(petition_id=pk, now=now) for pk in closed.values_list("pk", flat=True))
