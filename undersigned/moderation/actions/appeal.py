"""A starter appeals against a decision."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.moderation.models import Appeal, Decision
from undersigned.moderation.queries import appealable
from undersigned.moderation.rules import AppealRefused, Kind, checked_words
from undersigned.petitions.models import Petition


def appeal(*, petition_id: int, words: str, by: Account, now: datetime) -> Appeal:
    """The decision that stands is looked at again, by another person; one transaction.

    A decision is appealed against once. Raises AppealRefused, WordsMissing, WordsTooLong.
    """
    # An appeal needs words as an upheld decision does.
    words = checked_words(Kind.UPHOLD, words)
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        decision: Decision | None = appealable(petition, now)
        if petition.starter_id != by.pk or decision is None:
            raise AppealRefused
        return Appeal.objects.create(petition=petition, decision=decision, words=words, at=now)
