"""A petition that was taken down stands again."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.actions.fix_text import fix_text
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State, check_step


def put_back(*, petition_id: int, stop: tuple[str, str] | None = None, now: datetime) -> Petition:
    """Its text is shown again and stands in lists; it is closed, since the log has its end. One transaction.

    `stop`: words and code, as everybody may read them, where the staff had stopped it before it was taken down.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        check_step(petition.state, State.CLOSED)
        petition.state, petition.saved_at = State.CLOSED, now
        petition.decision_text, petition.decision_code = stop or ("", "")
        petition.is_stopped = stop is not None
        petition.revision += 1
        petition.save()
        # The words of its title can be found again; the text has its hash already and keeps it.
        fix_text(petition=petition)
    return petition
