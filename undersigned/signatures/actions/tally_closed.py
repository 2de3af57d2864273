"""The sweep of closed petitions: each gets its aggregate once the log has closed it."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State as PetitionState
from undersigned.signatures.actions.tally import tally
from undersigned.signatures.models import Signature, Tally
from undersigned.signatures.rules.states import State
from undersigned.signatures.rules.tallies import TallyRefused

LOOKED_AT_FOR = timedelta(days=14)
"""After closing. A petition whose figures are too small is asked in vain until then, and no longer."""


def tally_closed(*, now: datetime) -> int:
    """How many aggregates were made: of petitions that closed and have none since, when all of theirs are counted."""
    made_since = Tally.objects.filter(petition=OuterRef("pk"), made_at__gte=OuterRef("grace_ended_at"))
    waiting = Signature.objects.filter(petition=OuterRef("pk"), state=State.CONFIRMED, event__gt=0)
    due = Petition.objects.filter(
        ~Exists(made_since),
        ~Exists(waiting),
        state=PetitionState.CLOSED,
        sealed_at=None,
        grace_ended_at__gt=now - LOOKED_AT_FOR,
        grace_ended_at__lte=now,
    )
    made = 0
    for petition_id in due.order_by(F("grace_ended_at")).values_list("pk", flat=True):
        try:
            tally(petition_id=petition_id, by="site", now=now)
        except TallyRefused:
            continue
        made += 1
    return made
