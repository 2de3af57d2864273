"""Signing ends."""

from datetime import datetime

from undersigned.petitions.models import Petition


def close(*, petition_id: int, now: datetime) -> Petition:
    """Nobody can sign any more; letters on their way may be confirmed for 24 h, then end_grace closes the log too."""
    raise NotImplementedError
