"""Somebody of the staff asks what a line on the lists would have met; the asking itself is written down."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.rules.entries import Subject
from undersigned.signatures.screening.try_out import Caught, kept_value, told, try_out


def try_entry(*, subject: Subject, value: str, note: str, actor: str, now: datetime) -> Caught:
    """What an entry for this value, as typed, would have caught in the last days; raises rules.entries.EntryRefused.

    A mailbox is one person, and a narrow network or a domain of one's own may be: the audit trail says who asked about
    what and why, found or not, and names a mailbox by the first digits of its keyed hash. Raises NotAllowed.
    """
    about = told(subject, kept_value(subject, value))
    with transaction.atomic():
        record_audit(actor=actor, verb="list.try", object=about, reason=note, now=now)
        return try_out(subject=subject, value=value, now=now)
