"""A petition stands before the public."""

from datetime import datetime

from undersigned.petitions.models import Petition


def publish(*, petition_id: int, now: datetime, revision: int | None = None) -> Petition:
    """The petition is published: its text and rules are fixed and hashed, its keys exist, the log will say `open`.

    One transaction. With `revision`, PetitionChanged unless the petition is still the one that was read. Publishing
    again changes nothing.
    """
    raise NotImplementedError
