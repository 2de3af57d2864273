"""What a reply is: its size, its states, and who is the same body."""

import unicodedata
from datetime import timedelta
from enum import StrEnum
from typing import Final

REPLY_AT_MOST: Final = 1000
"""Characters; the same for everybody who is named."""
NAME_AT_MOST: Final = 120
OFFICE_AT_MOST: Final = 160
KEY_AT_MOST: Final = NAME_AT_MOST * 3
CONFIRM_WITHIN: Final = timedelta(days=2)
"""From asking on, for the link that was mailed; then what was written goes."""
UNCONFIRMED_AT_MOST: Final = 3
"""Of one address and petition at once."""


class ReplyState(StrEnum):
    """Where a reply stands; stored as its value."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


OPEN: Final = (ReplyState.WAITING, ReplyState.ACCEPTED)
"""One of an address and petition may be in these."""


class ReplyStands(Exception):
    """This person or body, or this address, has a reply on this petition already."""


class ReplyMoved(Exception):
    """The reply is in no state for this; `.state` says where it stands."""

    def __init__(self, state: str) -> None:
        """Remember the state."""
        super().__init__(state)
        self.state = state


def body_key(name: str) -> str:
    """The same for two ways to write one name: case, width and spaces do not make another body of it."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:KEY_AT_MOST]
