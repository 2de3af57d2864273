"""One part of a public petition is hidden, or shown again."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.index_title import index_title
from undersigned.petitions.actions.swap_address import swap_address
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.hiding import TITLE, hidden_parts, stored_parts
from undersigned.petitions.rules.states import PUBLIC


def hide_part(*, petition_id: int, part: str, is_hidden: bool, now: datetime) -> Petition:
    """The public page says that the part was hidden, in place of it; or shows it again. One transaction.

    With its title a petition loses the address that is made of the title's words, and is found by them no more. Again
    it changes nothing.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        before = hidden_parts(petition.hidden)
        after = before | {part} if is_hidden else before - {part}
        petition.hidden = stored_parts(after)
        if part == TITLE and before != after:
            swap_address(petition=petition)
        petition.saved_at = now
        petition.revision += 1
        petition.save()
        if part == TITLE and petition.state in PUBLIC:
            index_title(petition=petition)
    return petition
