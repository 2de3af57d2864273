"""Stops outgoing mail until somebody resumes it."""

from datetime import datetime

from undersigned.mail.models import MailSwitch


def pause(*, reason: str, now: datetime) -> None:
    """No letter leaves any more; letters go on being written and wait. Pausing twice keeps the first reason."""
    MailSwitch.objects.get_or_create(pk=1, defaults={"reason": reason[:200], "paused_at": now})
