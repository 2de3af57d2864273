"""Supporters are asked once more, about the text as it is now."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.jobs.actions.later import later
from undersigned.petitions.models import Gathering
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.consents import consent_code
from undersigned.signatures.rules.states import Kind, State

ASKED = (State.SUPPORTING, State.PENDING)
GO_ON = "undersigned.signatures.actions.go_on.go_on"


def ask_supporters(*, petition_id: int, now: datetime) -> int:
    """How many who supported an earlier text have a letter due that asks to read this one and confirm it; a job.

    The row speaks of what they will confirm: this text and the promises of today. Until they do they support nothing,
    and after 30 days what they gave is deleted. Who signed since the text changed is not asked; so running it twice
    asks nobody twice.
    """
    with transaction.atomic():
        gathering = Gathering.objects.select_related("petition").filter(petition=petition_id).first()
        if gathering is None:
            return 0
        petition = gathering.petition
        since = petition.published_at or gathering.began_at
        rows = Signature.objects.filter(petition=petition_id, state__in=ASKED, created_at__lt=since)
        later(GO_ON, now=now, petition_id=petition_id)
        return rows.update(
            state=State.PENDING,
            confirmed_at=None,
            created_at=now,
            consent=consent_code(petition.handover, petition.retention_months),
            text_language=petition.language,
            letter_kind=Kind.AGAIN,
            letter_due=now,
            letter_number=F("letter_number") + 1,
            letter_tries=0,
            letter_unsettled=0,
            code_tries=0,
        )
