"""The photo of a deleted petition goes from the disk."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from undersigned.petitions.models import Photo, PhotoFile
from undersigned.petitions.rules.photos import PHOTO_FOLDER


def drop_photo(*, petition_id: int, now: datetime) -> None:  # noqa: ARG001 - jobs are told the time
    """No file of it is left here or in the shared database, unless another petition shows the same picture; a job.

    Its key stays, so that a node that has a copy answers 404 (queries.photos.is_taken_down). Harmless when run twice.
    """
    with transaction.atomic():
        photo = Photo.objects.filter(petition=petition_id, petition__deleted_at__isnull=False).first()
        if photo is None or Photo.objects.filter(key=photo.key, petition__deleted_at=None).exists():
            return
        PhotoFile.objects.filter(name__startswith=f"{photo.key}-").delete()
    for file in (Path(settings.MEDIA_ROOT) / PHOTO_FOLDER).glob(f"{photo.key}-*"):
        file.unlink(missing_ok=True)
