"""Note the refusal: why the publisher does not go on, for everybody who has to know."""

from datetime import datetime

from undersigned.ledger.models import LogState


def note_refusal(*, reason: str, now: datetime) -> None:
    """The state row says why the publisher refuses; empty where it goes on. Writes only what changes."""
    LogState.objects.exclude(refused=reason).update(refused=reason, refused_at=now if reason else None)
