"""A draft comes into being."""

from datetime import datetime

from undersigned.petitions.models import Petition


def begin_draft(*, language: str, now: datetime) -> Petition:
    """A new empty draft in this language; its pid is its slug until it is submitted."""
    raise NotImplementedError
