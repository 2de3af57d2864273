"""States of a signature, what a letter is about, and how long things live."""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a signature stands; stored as its value. Expired and erased signatures are no rows at all."""

    PENDING = "pending"
    """Its letter has been asked for; nobody has confirmed."""
    HELD = "held"
    """Screening doubts: its letter waits."""
    SUPPORTING = "supporting"
    """Its mailbox's owner has confirmed it and its petition is not public yet: its event follows `open`."""
    CONFIRMED = "confirmed"
    """Its event stands in the log's queue."""
    COUNTED = "counted"
    """Its entry is published."""
    WITHDRAWN = "withdrawn"
    """Its signer took it back; nothing of them is left in the row but the fingerprint."""
    REMOVED = "removed"
    """Staff took it out, with a reason in the log."""
    REFUSED = "refused"
    """The mailbox's owner said: this was not me. Nothing of what was typed is left."""


STANDING: Final = (State.CONFIRMED, State.COUNTED)
"""Signatures that count, or will with the next round."""
WAITING: Final = (State.PENDING, State.HELD)
"""Signatures that can be confirmed."""
UNCOUNTED: Final = (*WAITING, State.SUPPORTING)
"""Signatures that can come to stand."""
AFFIRMED: Final = (*STANDING, State.SUPPORTING)
"""Signatures that their mailbox's owner has confirmed and nobody has taken back."""
VACANT: Final = (State.WITHDRAWN, State.REFUSED)
"""Rows that hold nobody any more: whoever signs next may take the place."""


class Kind(StrEnum):
    """What a letter says; stored as its value."""

    CONFIRM = "confirm"
    SECOND = "second"
    """Somebody else signed with this address before: who, and the second place by its own link."""
    ALREADY = "already"
    """This person has signed and confirmed already."""
    FULL = "full"
    """Both places of this address are taken by others."""
    REMOVED = "removed"
    """Staff took the signature out: why, and how to object."""
    RESTORED = "restored"
    """It was put back, with a new receipt."""
    AGAIN = "again"
    """The text that a supporter signed was corrected before it is public: please read it again and confirm."""


CODE_LIVES: Final = timedelta(minutes=30)
"""From the sending of its letter."""
MOST_WRONG_CODES: Final = 5
"""Wrong tries after which a code is dead and only the link works."""
CONFIRM_WITHIN: Final = timedelta(days=30)
"""From signing; then an unconfirmed signature is deleted."""
