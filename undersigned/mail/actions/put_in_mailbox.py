"""Puts a letter into the demo's mailbox, which stands in for a mail server."""

from datetime import datetime

from undersigned.mail.models import MailboxLetter
from undersigned.mail.rules import Letter


def put_in_mailbox(letter: Letter, *, now: datetime) -> None:
    """The mailbox page shows the letter from now on."""
    MailboxLetter.objects.create(to=letter.to, subject=letter.subject, text=letter.text, html=letter.html, sent_at=now)
