"""Do what a proposal is about."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from undersigned.accounts.models import Proposal


def perform(*, row: Proposal, now: datetime) -> None:
    """The act of `settings.TWO_PERSON_ACTS` is done, in the caller's transaction. Raises ActImpossible.

    Rooms above this one have such acts, so they are found by their dotted paths, as jobs are.
    """
    act = import_string(settings.TWO_PERSON_ACTS[row.act])
    act(subject=row.subject, detail=row.detail, reason=row.reason, by=row.proposed_by, now=now)
