"""Take a published petition down."""

from datetime import datetime

from undersigned.accounts.models import Account


def take_down(*, petition_id: int, words: str, by: Account, now: datetime) -> None:
    """The petition is off the public pages, the words are recorded and on their way to the starter; one transaction.

    Raises NotAllowed, WordsMissing, WordsTooLong, AlreadyDecided.
    """
    raise NotImplementedError
