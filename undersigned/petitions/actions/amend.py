"""A published text is changed before anybody has signed it."""

from datetime import datetime

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange


def amend(*, petition_id: int, change: DraftChange, has_signatures: bool, now: datetime) -> Petition:
    """The petition has a new version with these texts, and the log will say `amend`.

    The caller, who can see signatures (a higher room), says whether there are any: AlreadySigned then.
    """
    raise NotImplementedError
