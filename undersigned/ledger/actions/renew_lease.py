"""Renew the lease: its holder is alive."""

from datetime import datetime

from undersigned.ledger.models import LogState
from undersigned.ledger.rules import LEASE, LeaseLost


def renew_lease(*, epoch: int, now: datetime) -> None:
    """The lease runs on from `now`; raises LeaseLost where another has taken over. One statement."""
    if LogState.objects.filter(epoch=epoch).exclude(holder="").update(lease_until=now + LEASE) != 1:
        raise LeaseLost(f"epoch {epoch} is over")
