"""Staff take signatures out of the count, with a reason that the log says in public."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.rules import NewEvent
from undersigned.ledger.waiting import patience
from undersigned.signatures.actions.ask_letter import ask_letter
from undersigned.signatures.actions.lock_rows import lock_rows
from undersigned.signatures.actions.note_acts import note_acts
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import sign_event
from undersigned.signatures.rules.removing import UNTOLD, Reason, checked_reason
from undersigned.signatures.rules.states import STANDING, Kind, State

WRITTEN = ("state", "event", "letter_kind", "letter_due", "letter_number", "letter_tries", "letter_unsettled")


def remove(
    *, signature_ids: Sequence[UUID], reason: str, by: str, is_ordered: bool = False, now: datetime, words: str = ""
) -> list[UUID]:
    """These standing signatures count no longer: the log will say `invalidate` and the reason of each; returns which.

    Their rows stay, so that they can be put back, and keep their place: the same person can't sign again meanwhile.
    The signers get a letter that says so and how to object, unless the address bounced. `by` is an actor of the audit
    trail, which also keeps `words`. All in one transaction, some thousands at a time at most; removing again changes
    nothing. Raises RemovalRefused, and NotAllowed unless the person may or it `is_ordered` (a campaign's part).
    """
    checked, words = checked_reason(reason, words)
    with transaction.atomic():
        rows = lock_rows(signature_ids, states=STANDING)
        events = append_many(events=[_event(row, checked) for row in rows], now=now) if rows else []
        for row, event in zip(rows, events, strict=True):
            row.state, row.event = State.REMOVED, event
            ask_letter(row, Kind.REMOVED, None if checked in UNTOLD else now)
        Signature.objects.bulk_update(rows, WRITTEN, batch_size=500)
        told = f"{checked}: {words}".removesuffix(": ")
        note_acts(rows, verb="signature.remove", reason=told, by=by, is_ordered=is_ordered, now=now)
    return [row.pk for row in rows]


def _event(row: Signature, reason: Reason) -> NewEvent:
    signed = sign_event(row)
    assert signed is not None
    waits = patience(is_sensitive=row.petition.is_sensitive)
    return NewEvent(row.petition.pid, "invalidate", reason.value, signed.pk, waits)
