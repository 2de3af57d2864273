"""One part of a public petition is hidden, or shown again."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.hiding import hidden_parts, stored_parts


def hide_part(*, petition_id: int, part: str, is_hidden: bool, now: datetime) -> Petition:
    """The public page says that the part was hidden, in place of it; or shows it again. One transaction."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        parts = hidden_parts(petition.hidden)
        petition.hidden = stored_parts(parts | {part} if is_hidden else parts - {part})
        petition.saved_at = now
        petition.revision += 1
        petition.save()
    return petition
