"""Figures about the log for whoever runs the site; read only."""

from datetime import datetime, timedelta

from undersigned.ledger.models import Event, Round


def pending_count() -> int:
    """How many events wait for their round."""
    return Event.objects.filter(index__isnull=True, set_aside="").count()


def rounds_since_an_hour(now: datetime) -> int:
    """Rounds issued in the hour before `now`; reads the newest rows only, of which no publisher makes over 4,000."""
    newest = Round.objects.order_by("-size").values_list("issued_at", flat=True)[:4000]
    return sum(issued_at > now - timedelta(hours=1) for issued_at in newest)
