"""A draft loses its photo."""

from datetime import datetime


def remove_photo(*, petition_id: int, now: datetime) -> None:
    """The petition shows no photo; the files stay, since others may use the same content."""
    raise NotImplementedError
