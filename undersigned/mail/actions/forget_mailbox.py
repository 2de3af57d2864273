"""The demo's mailbox forgets what came for one address."""

from undersigned.mail.models import MailboxLetter


def forget_mailbox(*, to: str) -> None:
    """No letter to this address is shown any more. Where letters leave by a mail server there are none."""
    MailboxLetter.objects.filter(to=to).delete()
