"""Record what a person of the staff did."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import AuditEntry
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import ROLES_OF_VERB, NotAllowed, account_of


def record_audit(
    *,
    actor: str,
    verb: str,
    object: str,  # noqa: A002 - the column's name; the builtin is of no use here
    reason: str = "",
    is_ordered: bool = False,
    now: datetime,
) -> AuditEntry:
    """The audit trail holds this act afterwards, in this entry. Call it in the transaction of the act itself.

    `actor` is `account 7`, `console` or `site`; never an address or a name, since the trail outlives the account.
    Raises NotAllowed, which undoes the act, where the verb is one of ROLES_OF_VERB and the account has none of its
    roles now; what was asked when the order was given (`is_ordered`: a campaign at work) is not asked again. Raises
    RuntimeError outside a transaction: an entry without its act, or an act without its entry, is worthless.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_audit works only inside the transaction of the act")
    if not is_ordered and not _may(actor, verb):
        raise NotAllowed
    return AuditEntry.objects.create(actor=actor, verb=verb, object=object, reason=reason, at=now)


def _may(actor: str, verb: str) -> bool:
    """Whether this hand reaches the verb; the console and the site itself reach all of them."""
    number, roles = account_of(actor), ROLES_OF_VERB.get(verb)
    if number is None or roles is None:
        return True
    person = account_by_id(number)
    return person is not None and person.role in roles
