"""Free the lease: the publisher has stopped cleanly, and the next need not wait."""

from undersigned.ledger.models import LogState


def free_lease(*, epoch: int) -> bool:
    """Nobody holds the lease of this epoch afterwards; False where another has taken over already."""
    return LogState.objects.filter(epoch=epoch).update(holder="", lease_until=None) == 1
