"""What supporters gave to a petition that does not become public is deleted."""

from datetime import datetime

from django.db import transaction

from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.petitions.queries.desk import petition_by_id
from undersigned.petitions.rules.states import State
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State as SignatureState


def forget_supporters(*, petition_id: int, now: datetime) -> int:  # noqa: ARG001 - a job is called with its time
    """How many signatures went: all of a petition that was refused or lapsed, of a public one those never counted.

    A job, harmless if run twice; while the petition may still become public it does nothing. The keys of one that
    lapsed go too, last before the commit, since nothing will ever be sealed with them again.
    """
    with transaction.atomic():
        petition = petition_by_id(petition_id)
        if petition is None:
            return 0
        rows = Signature.objects.filter(petition=petition_id)
        if petition.state == State.TAKEN_DOWN:
            rows = rows.filter(state=SignatureState.SUPPORTING)
        elif petition.state not in {State.REFUSED, State.LAPSED}:
            return 0
        _all, by_model = rows.delete()
        if petition.state == State.LAPSED:
            destroy_petition_keys(petition.pid)
    return by_model.get("signatures.Signature", 0)
