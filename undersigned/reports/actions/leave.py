"""Leave a reported petition as it is."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.reports.actions.settle import settle
from undersigned.reports.models import Settlement
from undersigned.reports.rules.reporting import Outcome


def leave(*, petition_id: int, until: int, words: str, by: Account, now: datetime) -> Settlement:
    """The open reports up to id `until` are answered: it stays, for this reason; reporters and starter are told.

    Raises NotAllowed, StatementMissing, StatementTooLong, AlreadySettled.
    """
    return settle(
        outcome=Outcome.LEFT, petition_id=petition_id, until=until, words=words, decision=None, by=by, now=now
    )
