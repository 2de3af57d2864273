"""A starter appeals against a decision."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.moderation.appeals import appealables
from undersigned.moderation.models import Appeal
from undersigned.moderation.rules import AppealRefused, Kind, checked_words
from undersigned.petitions.models import Petition


def appeal(*, petition_id: int, words: str, decision: int | None = None, by: Account, now: datetime) -> Appeal:
    """A decision that stands is looked at again, by another person; one transaction.

    `decision` is its id where several stand: the one about the whole petition, and one for each hidden part. A decision
    is appealed against once. Raises AppealRefused, WordsMissing, WordsTooLong.
    """
    # An appeal needs words as an upheld decision does.
    words = checked_words(Kind.UPHOLD, words)
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        standing = (one for one in appealables(petition, now) if decision in {None, one.pk})
        appealed = next(standing, None)
        if petition.starter_id != by.pk or appealed is None:
            raise AppealRefused
        return Appeal.objects.create(petition=petition, decision=appealed, words=words, at=now)
