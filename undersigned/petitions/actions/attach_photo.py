"""A petition gets its photo."""

from datetime import datetime
from pathlib import Path

from undersigned.petitions.models import Photo


def attach_photo(
    *, petition_id: int, content: bytes, caption: str, link: str, media: Path, now: datetime
) -> Photo:
    """The petition shows this picture, re-encoded in several sizes under `media`; PhotoRefused with a code otherwise."""
    raise NotImplementedError
