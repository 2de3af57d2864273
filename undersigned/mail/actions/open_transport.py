"""Opens the way out that the settings name: a mail server, or the demo's mailbox."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from undersigned.mail.actions.put_in_mailbox import put_in_mailbox
from undersigned.mail.rules import End, FilledLetter, Letter
from undersigned.mail.transport import Transport, silent, smtp_transport


@contextlib.contextmanager
def open_transport(url: str) -> Iterator[Transport]:
    """A way out for many letters, closed at the end; raises MailUnreachable where there is none."""
    parts = urlsplit(url)
    if parts.scheme == "mailbox":
        yield MailboxTransport()
        return
    with smtp_transport(parts) as way_out:
        yield way_out


class MailboxTransport:
    """The demo's way out: a row that the mailbox page shows."""

    is_troubled = False

    def hand_over(
        self,
        letter: Letter | FilledLetter,
        *,
        sender: str,  # noqa: ARG002 - a Transport
        now: datetime,
        waiting: Callable[[], None] = silent,  # noqa: ARG002 - a Transport
    ) -> End:
        """SENT, always."""
        put_in_mailbox(letter if isinstance(letter, Letter) else letter.plain(), now=now)
        return End.SENT
