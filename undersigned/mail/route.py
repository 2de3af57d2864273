"""The way to the mail server: one connection for many letters, opened when one leaves, given a rest when in trouble."""

import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from undersigned.mail.transport import MailUnreachable, Transport

LETTERS_PER_CONNECTION: Final = 500
IDLE_SECONDS: Final = 3.0
"""Shorter than any server's patience: a connection that a server has closed meanwhile costs a letter a minute."""
LONGEST_REST_SECONDS: Final = 30.0


class Route:
    """Gives an open connection as often as it is asked, or MailUnreachable; a server in trouble is left alone longer
    and longer, up to half a minute.
    """

    def __init__(self, url: str, opening: Callable[[str], AbstractContextManager[Transport]]) -> None:
        self._url, self._opening = url, opening
        self._open = contextlib.ExitStack()
        self._transport: Transport | None = None
        self._carried = 0
        self._used_at = 0.0
        self._troubles = 0
        self._rests_until = 0.0

    @property
    def url(self) -> str:
        return self._url

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def transport(self) -> Transport:
        """An open connection."""
        if self._transport is not None and self._is_used_up():
            self.close()
        if self._transport is None:
            try:
                self._transport = self._open.enter_context(self._opening(self._url))
            except MailUnreachable:
                self.failed()
                raise
            self._carried = 0
        self._carried += 1
        self._used_at = time.monotonic()
        return self._transport

    def _is_used_up(self) -> bool:
        return self._carried >= LETTERS_PER_CONNECTION or time.monotonic() - self._used_at > IDLE_SECONDS

    def went_well(self) -> None:
        """A letter was answered for: whatever the trouble was, it is over."""
        self._troubles = 0
        self._used_at = time.monotonic()

    def failed(self) -> None:
        """The connection is of no use any more. Once may be chance; after that there is a rest."""
        self.close()
        self._troubles += 1
        rest = 0.0 if self._troubles == 1 else min(2.0 ** (self._troubles - 2), LONGEST_REST_SECONDS)
        self._rests_until = time.monotonic() + rest

    def close_if_idle(self) -> None:
        """Holds no connection for letters that do not come."""
        if self._transport is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """No connection is open."""
        self._transport = None
        self._open.close()
