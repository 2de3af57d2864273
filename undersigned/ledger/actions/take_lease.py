"""Take the lease: this process is the publisher, if no other is."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.lease import is_held
from undersigned.ledger.models import LogState
from undersigned.ledger.rules import LEASE


@transaction.atomic
def take_lease(*, holder: str, now: datetime, abandoned: datetime | None = None) -> int | None:
    """The new epoch, which whoever published before can't write in; None while another holds the lease.

    `abandoned`: a lease that still ends then is not waited for. Its holder has not renewed it for as long as it
    lasts, by the caller's own clock; the holder's may have been ahead.
    """
    state = LogState.objects.select_for_update().get()
    if is_held(state, now) and state.holder != holder and state.lease_until != abandoned:
        return None
    state.epoch += 1
    state.holder, state.lease_until = holder, now + LEASE
    state.save(update_fields=["epoch", "holder", "lease_until"])
    return state.epoch
