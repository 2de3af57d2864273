"""A held petition is refused."""

from datetime import datetime

from undersigned.petitions.models import Petition


def refuse(*, petition_id: int, words: str, now: datetime) -> Petition:
    """The held petition is refused with these words to its starter."""
    raise NotImplementedError
