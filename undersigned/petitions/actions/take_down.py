"""A public petition goes, and a marker stays."""

from datetime import datetime

from undersigned.petitions.models import Petition


def take_down(*, petition_id: int, words: str, now: datetime) -> Petition:
    """The address shows a marker with these words; nobody can sign; it leaves lists and ranks; the log says `close`."""
    raise NotImplementedError
