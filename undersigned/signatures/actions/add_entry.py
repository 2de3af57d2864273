"""A line on the allow or block list."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.actions.renew_lists import renew_lists
from undersigned.signatures.models import ScreeningEntry
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.screening.try_out import kept_value, told


def add_entry(
    *,
    subject: Subject,
    value: str,
    effect: Effect,
    note: str,
    actor: str,
    ends_at: datetime | None = None,
    now: datetime,
) -> int:
    """The number of the entry, which acts everywhere within three seconds; one that stood for this value is replaced.

    `value` as typed; raises rules.entries.EntryRefused. Of a mailbox only a keyed hash is kept, and the audit trail
    names it by its first digits.
    """
    kept = kept_value(subject, value)
    with transaction.atomic():
        entry, _ = ScreeningEntry.objects.update_or_create(
            subject=subject,
            value=kept,
            defaults={"effect": effect, "note": note, "actor": actor, "created_at": now, "ends_at": ends_at},
        )
        renew_lists()
        record_audit(actor=actor, verb=f"list {effect}", object=told(subject, kept), reason=note, now=now)
    return entry.pk
