"""What a starter wrote is kept."""

from datetime import datetime

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange


def save_draft(*, petition_id: int, change: DraftChange, now: datetime) -> Petition:
    """The draft holds the given fields; fields that are None stay as they are.

    An unconfirmed petition goes back to draft, so that nobody confirms a text that they have not seen; a held one
    stays held under a new revision. StepRefused for every other state.
    """
    raise NotImplementedError
