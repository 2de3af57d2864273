"""A photo's words are changed."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.rules.states import State, check_editable


def describe_photo(*, petition_id: int, caption: str, link: str, now: datetime) -> None:
    """The photo that the petition has, if any, carries this caption and link."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        check_editable(petition.state)
        if Photo.objects.filter(petition=petition).update(caption=caption, link=link) == 0:
            return
        if petition.state == State.UNCONFIRMED:
            petition.state = State.DRAFT
        petition.saved_at = now
        petition.revision += 1
        petition.save()
