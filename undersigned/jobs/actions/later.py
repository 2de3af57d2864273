"""Asks for an action to happen later."""

from datetime import datetime

from django.db import transaction

from undersigned.jobs.models import Job
from undersigned.jobs.rules import checked


class NoTransaction(Exception):
    """Asked outside a transaction: the job could be there without what it follows, or the other way round."""


def later(action: str, *, now: datetime, at: datetime | None = None, **ids: str | int) -> None:
    """The action will be called with `ids` and `now`, at least once, at `at` or soon, if this transaction commits."""
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(action)
    Job.objects.create(action=checked(action), arguments=ids, due=at or now)
