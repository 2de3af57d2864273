"""Propose an act that takes two."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, Proposal, StaffNotice
from undersigned.accounts.queries import is_stale, may_take_part, partners_of, partners_taken, people_of_the_staff
from undersigned.accounts.rules import (
    ALONE_WAITS,
    PROPOSAL_LIVES,
    NotAllowed,
    Standing,
    TwoPersonAct,
    actor,
    checked_reason,
)
from undersigned.jobs.actions.later import later

WHEN_ALONE = "undersigned.accounts.actions.do_alone.do_alone"


def propose(
    *, act: TwoPersonAct, subject: int, detail: str = "", about: str, reason: str, by: Account, now: datetime
) -> Proposal:
    """The proposal waits for another person of the role, who gets a letter; one that waits already is given back.

    Where nobody else has the role, it is done by itself after 24 hours, and all staff get a letter now; after seven
    days where this person took the other ones' role away within the last seven, who get that letter, too. Raises
    NotAllowed and ReasonMissing.
    """
    with transaction.atomic():
        # The lock keeps two clicks from making two proposals.
        Account.objects.select_for_update().get(pk=by.pk)
        if not may_take_part(by.pk, act):
            raise NotAllowed
        reason = checked_reason(reason)
        what = {"act": act.value, "subject": subject, "detail": detail, "standing": Standing.WAITING.value}
        same = _same(what, act, now)
        if same is not None:
            return same
        row = Proposal(**what, about=about, reason=reason, proposed_by=by, proposed_at=now)
        _begin(row, act, now)
        record_audit(actor=actor(by.pk), verb=f"propose.{act.value}", object=_named(row), reason=reason, now=now)
    return row


def _same(what: dict[str, str | int], act: TwoPersonAct, now: datetime) -> Proposal | None:
    """The one that waits already; one that nobody could approve, and that will not be done alone, makes room."""
    same = Proposal.objects.select_for_update().filter(**what).first()
    if same is None:
        return None
    is_lost = same.due_at is None and not partners_of(act, same.proposed_by_id)
    if not is_lost and not is_stale(same, now):
        return same
    same.standing, same.decided_at = Standing.EXPIRED.value, now
    same.save(update_fields=["standing", "decided_at"])
    return None


def _begin(row: Proposal, act: TwoPersonAct, now: datetime) -> None:
    partners = partners_of(act, row.proposed_by_id)
    taken = [] if partners else partners_taken(act, row.proposed_by_id, now)
    if not partners:
        row.due_at = now + (PROPOSAL_LIVES if taken else ALONE_WAITS)
    row.save()
    if row.due_at is not None:
        later(WHEN_ALONE, at=row.due_at, now=now, proposal_id=row.pk)
    kind = "proposed" if partners else "alone_week" if taken else "alone"
    readers = partners or {reader.pk: reader for reader in (*people_of_the_staff(), *taken)}.values()
    for reader in readers:
        StaffNotice.objects.create(account=reader, proposal=row, letter_due=now, letter_kind=kind, letter_number=1)


def _named(row: Proposal) -> str:
    return f"{row.about} {row.detail}".strip()
