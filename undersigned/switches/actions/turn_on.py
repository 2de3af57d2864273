"""Turn something on again."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.switches.models import TurnedOff
from undersigned.switches.queries import forget
from undersigned.switches.rules import Switch


def turn_on(*, switch: Switch, actor: str, now: datetime) -> None:
    """On again, on every process within two seconds; nothing happens where it is on already. Audited."""
    with transaction.atomic():
        deleted, _ = TurnedOff.objects.filter(switch=switch.value).delete()
        if deleted:
            record_audit(actor=actor, verb="turn_on", object=switch.value, now=now)
    forget()
