"""Lets outgoing mail flow again."""

from undersigned.mail.models import MailSwitch


def resume() -> bool:
    """Letters leave again; True where they had been paused."""
    return MailSwitch.objects.all().delete()[0] > 0
