"""A petition loses its photo."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.rules.states import State, check_editable


def remove_photo(*, petition_id: int, now: datetime) -> None:
    """The petition shows no photo; the files stay, since another petition may show the same content."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        check_editable(petition.state)
        if petition.state == State.UNCONFIRMED:
            petition.state = State.DRAFT
        Photo.objects.filter(petition=petition).delete()
        petition.saved_at = now
        petition.revision += 1
        petition.save()
