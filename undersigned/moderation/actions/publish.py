"""Publish a held petition."""

from datetime import datetime

from undersigned.accounts.models import Account


def publish(*, petition_id: int, by: Account, now: datetime) -> None:
    """The petition stands in public, the decision is recorded and the starter's letter waits; one transaction.

    Raises NotAllowed unless `by` is a moderator or an administrator, AlreadyDecided where it isn't held any more.
    """
    raise NotImplementedError
