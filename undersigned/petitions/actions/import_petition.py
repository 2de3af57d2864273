"""A petition from a file."""

from datetime import datetime
from pathlib import Path

from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.files import PetitionFile


def import_petition(
    *, file: PetitionFile, image: bytes | None, account: Account | None, media: Path, now: datetime
) -> Petition:
    """A held petition with everything that the file says; publish() makes it stand. `image` is the photo's content."""
    raise NotImplementedError
