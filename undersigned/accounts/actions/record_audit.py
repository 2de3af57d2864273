"""Record what a person of the staff did."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import AuditEntry


def record_audit(
    *,
    actor: str,
    verb: str,
    object: str,  # noqa: A002 - the column's name; the builtin is of no use here
    reason: str = "",
    now: datetime,
) -> None:
    """The audit trail holds this act afterwards. Call it in the transaction of the act itself.

    `actor` is `account 7`, `console` or `site`; never an address or a name, since the trail outlives the account.
    Raises RuntimeError outside a transaction: an entry without its act, or an act without its entry, is worthless.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_audit works only inside the transaction of the act")
    AuditEntry.objects.create(actor=actor, verb=verb, object=object, reason=reason, at=now)
