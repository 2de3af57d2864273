"""Turn something off."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.switches.models import TurnedOff
from undersigned.switches.queries import forget
from undersigned.switches.rules import LONGEST_REASON, ReasonMissing, Switch


def turn_off(*, switch: Switch, reason: str, actor: str, now: datetime) -> None:
    """Off from now on, on every process within two seconds; again with other words changes the words. Audited.

    Raises ReasonMissing.
    """
    # NUL says nothing, and PostgreSQL can't keep it.
    words = " ".join(reason.replace("\x00", " ").split())[:LONGEST_REASON]
    if not words:
        raise ReasonMissing
    with transaction.atomic():
        TurnedOff.objects.update_or_create(
            switch=switch.value, defaults={"reason": words}, create_defaults={"reason": words, "since": now}
        )
        record_audit(actor=actor, verb="turn_off", object=switch.value, reason=words, now=now)
    forget()
