"""Refuse a held petition."""

from datetime import datetime

from undersigned.accounts.models import Account


def refuse(*, petition_id: int, words: str, by: Account, now: datetime) -> None:
    """The petition is refused, the words are recorded and on their way to the starter; one transaction.

    Raises NotAllowed, WordsMissing, WordsTooLong, AlreadyDecided.
    """
    raise NotImplementedError
