"""A petition looks for supporters."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.petitions.actions.fix_rules import fix_rules
from undersigned.petitions.actions.fix_text import fix_text
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.states import State, check_step
from undersigned.petitions.rules.texts import hash_of


def begin_gathering(*, petition: Petition, now: datetime) -> None:
    """Whoever has the secret link can read and support it from now on: its text and rules are fixed, its keys exist.

    `petition` is locked by the caller and saved here. Of one that begins again the number that it needs stays.
    """
    with transaction.atomic():
        check_step(petition.state, State.GATHERING)
        fix_rules(petition=petition)
        petition.state, petition.saved_at, petition.submitted_at = State.GATHERING, now, now
        petition.revision += 1
        petition.save()
        begun = {
            "text_hash": fix_text(petition=petition),
            "rules_hash": hash_of(petition.rules_text),
            "began_at": now,
            "ended_at": None,
            "reminded_at": None,
        }
        needed = settings.UNDERSIGNED.supporters
        Gathering.objects.update_or_create(
            petition=petition, defaults=begun, create_defaults=begun | {"needed": needed}
        )
