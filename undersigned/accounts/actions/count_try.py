"""Count a try of something secret before it is looked at."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import PasswordTries
from undersigned.accounts.rules import wait_after


def count_try(*, address: bytes, now: datetime) -> bool:
    """True where the try may be looked at; it counts as wrong until `forget_tries`. False while one has to wait.

    Counted first and in a transaction of its own, so that a hundred at once are no way round the waiting.
    """
    with transaction.atomic():
        tries, _made = PasswordTries.objects.select_for_update().get_or_create(
            address=address, defaults={"last_at": now}
        )
        if tries.wait_until is not None and tries.wait_until > now:
            return False
        tries.wrong += 1
        tries.wait_until = now + wait_after(tries.wrong)
        tries.last_at = now
        tries.save(update_fields=["wrong", "wait_until", "last_at"])
    return True
