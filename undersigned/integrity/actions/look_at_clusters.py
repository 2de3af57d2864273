"""Somebody of the staff looks at clusters."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.queries import SeenAlert, alerts, campaigner


def look_at_clusters(*, by: Account, now: datetime) -> list[SeenAlert]:
    """The last seen first. Mail domains, patterns of addresses and places are what signers wrote: the audit trail says
    who looked at how many. Raises NotAllowed.
    """
    with transaction.atomic():
        person = campaigner(by)
        found = alerts()
        if found:
            about = f"{len(found)} clusters"
            record_audit(
                actor=actor(person.pk), verb="cluster.look", object=about, reason="to judge what is alike", now=now
            )
    return found
