"""A petition gets its photo."""

import os
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from undersigned.petitions.models import Petition, Photo, PhotoFile
from undersigned.petitions.queries.photos import is_taken_down
from undersigned.petitions.rules.photos import PHOTO_FOLDER, EncodedPhoto, PhotoRefused, encode_photo
from undersigned.petitions.rules.states import State, check_editable


def attach_photo(*, petition_id: int, content: bytes, caption: str, link: str, media: Path, now: datetime) -> Photo:
    """The petition shows this picture, re-encoded in several sizes under `media`; PhotoRefused with a code otherwise.

    Files are named by content and written before the row, so a crash leaves at most files that nobody shows. On
    PostgreSQL, which several nodes may share, the row's transaction keeps their bytes as well. An unconfirmed petition
    goes back to draft; StepRefused where the petition can't be changed in place. What was taken down elsewhere is
    refused, too: its address would not be served for this petition.
    """
    check_editable(Petition.objects.get(pk=petition_id).state)
    # Decoding takes a second: outside the transaction, which on SQLite keeps everybody else waiting.
    encoded = encode_photo(content)
    if is_taken_down(encoded.key):
        raise PhotoRefused("taken_down")
    _write(encoded, media / PHOTO_FOLDER)
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        check_editable(petition.state)
        if petition.state == State.UNCONFIRMED:
            petition.state = State.DRAFT
        petition.saved_at = now
        petition.revision += 1
        petition.save()
        size = {"width": encoded.width, "height": encoded.height, "widths": list(encoded.widths)}
        photo, _made = Photo.objects.update_or_create(
            petition=petition, defaults={"key": encoded.key, "caption": caption, "link": link, **size}
        )
        if connection.vendor == "postgresql":
            files = [PhotoFile(name=name, content=content) for name, content in encoded.files.items()]
            PhotoFile.objects.bulk_create(files, ignore_conflicts=True)
    return photo


def _write(encoded: EncodedPhoto, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in encoded.files.items():
        path = folder / name
        if path.exists() and path.stat().st_size == len(content):
            continue
        scratch = path.with_name(f".{name}.{os.getpid()}")
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
