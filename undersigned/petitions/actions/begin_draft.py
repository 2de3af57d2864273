"""A draft comes into being."""

import secrets
from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition, TextVersion, VersionText


def begin_draft(*, language: str, now: datetime) -> Petition:
    """A new empty draft in this language; its pid is its slug until it is handed in."""
    pid = secrets.token_urlsafe(16)
    with transaction.atomic():
        petition = Petition.objects.create(pid=pid, slug=pid, language=language, created_at=now, saved_at=now)
        version = TextVersion.objects.create(petition=petition, v=1, created_at=now)
        VersionText.objects.create(version=version, language=language)
    return petition
