"""Answer reports by what was decided about the petition."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.reports.actions.settle import settle
from undersigned.reports.models import Settlement
from undersigned.reports.queries import decision_since_reported
from undersigned.reports.rules.reporting import NothingDecided, Outcome


def act(*, petition_id: int, until: int, words: str, by: Account, now: datetime) -> Settlement:
    """The open reports up to id `until` are answered by the newest decision that restricts the petition.

    That decision was taken by moderation, whose letter is the starter's statement of reasons; reporters get theirs from
    here. Raises NotAllowed, StatementMissing, StatementTooLong, AlreadySettled, and NothingDecided where nothing was
    decided against the petition since the oldest of these reports.
    """
    decision = decision_since_reported(petition_id, until)
    if decision is None:
        raise NothingDecided
    return settle(
        outcome=Outcome.ACTED, petition_id=petition_id, until=until, words=words, decision=decision, by=by, now=now
    )
