"""A petition from a file."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.petitions.actions.attach_photo import attach_photo
from undersigned.petitions.actions.begin_draft import begin_draft
from undersigned.petitions.actions.name_petition import name_petition
from undersigned.petitions.actions.write_fields import write_fields
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import AddresseeChoice, DraftChange
from undersigned.petitions.rules.files import PetitionFile
from undersigned.petitions.rules.states import State


def import_petition(
    *, file: PetitionFile, image: bytes | None, account: Account | None, media: Path, now: datetime
) -> Petition:
    """A held petition with everything that the file says; publish() makes it stand. `image` is the photo's content.

    One transaction; PhotoRefused where the image can't be used, and then there is no petition.
    """
    with transaction.atomic():
        petition = begin_draft(language=file.language, now=now)
        write_fields(petition=petition, change=_change(file))
        name_petition(petition=petition, title=file.title)
        petition.state, petition.starter, petition.submitted_at = State.HELD, account, now
        petition.save()
        if image is not None and file.image is not None:
            words = {"caption": file.image.caption, "link": file.image.link}
            attach_photo(petition_id=petition.pk, content=image, media=media, now=now, **words)
            petition.refresh_from_db()
    return petition


def _change(file: PetitionFile) -> DraftChange:
    return DraftChange(
        title=file.title,
        story=file.story,
        addressees=tuple(AddresseeChoice(name, language=file.language) for name in file.addressees),
        sources=file.sources,
        goal=file.goal or 0,
        place=file.place,
        topics=file.topics,
        starter_name=file.starter,
        note=file.note,
    )
