"""Proposals that nobody approved are over."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Proposal
from undersigned.accounts.rules import PROPOSAL_LIVES, Standing


def expire_proposals(*, now: datetime) -> int:
    """How many had waited for seven days and expired; a sweep. One that is done by itself does not wait so long."""
    with transaction.atomic():
        old = Proposal.objects.filter(standing=Standing.WAITING, due_at=None, proposed_at__lte=now - PROPOSAL_LIVES)
        return old.update(standing=Standing.EXPIRED.value, decided_at=now)
