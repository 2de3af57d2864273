"""Supporters of a petition that is public now are counted."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.models import Gathering, TextVersion
from undersigned.petitions.queries.desk import petition_by_id
from undersigned.petitions.rules.states import PUBLIC
from undersigned.signatures.actions.ask_supporters import ask_supporters
from undersigned.signatures.actions.forget_supporters import forget_supporters
from undersigned.signatures.actions.let_stand import let_stand
from undersigned.signatures.actions.lock_rows import lock_rows
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import State


def count_supporters(*, petition_id: int, now: datetime) -> None:
    """Each supporter's signature stands, its `sign` event behind `open`; a job, harmless if run twice.

    Who read another text than the one that is public is asked to confirm that one. Where the petition was taken down in
    these seconds, what its supporters gave is deleted.
    """
    with transaction.atomic():
        petition = petition_by_id(petition_id)
        if petition is None or petition.state not in PUBLIC:
            forget_supporters(petition_id=petition_id, now=now)
            return
        read = Gathering.objects.filter(petition=petition_id).values_list("text_hash", flat=True).first()
        versions = TextVersion.objects.filter(petition=petition_id, v=1)
        if read != versions.values_list("text_hash", flat=True).first():
            ask_supporters(petition_id=petition_id, now=now)
            return
        supporting = Signature.objects.filter(petition=petition_id, state=State.SUPPORTING)
        rows = lock_rows(supporting.values_list("pk", flat=True), states=(State.SUPPORTING,))
        let_stand(rows, now=now)
