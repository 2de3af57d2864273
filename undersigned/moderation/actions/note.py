"""Write a note about a petition, for the staff."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.moderation.models import Note
from undersigned.moderation.queries import deciding_person
from undersigned.moderation.rules import Kind, checked_words
from undersigned.petitions.models import Petition


def note(*, petition_id: int, words: str, by: Account, now: datetime) -> Note:
    """The staff read it beside the petition; nobody else does. One transaction.

    Raises NotAllowed, WordsMissing, WordsTooLong.
    """
    with transaction.atomic():
        person, words = deciding_person(by), checked_words(Kind.EDIT, words)
        petition = Petition.objects.get(pk=petition_id)
        record_audit(actor=actor(by.pk), verb="note", object=f"petition {petition.pid}", now=now)
        return Note.objects.create(petition=petition, words=words, by=person, at=now)
