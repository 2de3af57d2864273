"""Propose an act that takes two."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, Proposal, StaffNotice
from undersigned.accounts.queries import may_take_part, partners_of
from undersigned.accounts.rules import (
    ALONE_WAITS,
    STAFF_ROLES,
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

    Where nobody else has the role, it is done by itself after 24 hours, and all staff get a letter now. Raises
    NotAllowed and ReasonMissing.
    """
    with transaction.atomic():
        # The lock keeps two clicks from making two proposals.
        Account.objects.select_for_update().get(pk=by.pk)
        if not may_take_part(by.pk, act):
            raise NotAllowed
        reason = checked_reason(reason)
        what = {"act": act.value, "subject": subject, "detail": detail, "standing": Standing.WAITING.value}
        same = Proposal.objects.filter(**what).first()
        if same is not None:
            return same
        partners = partners_of(act, by.pk)
        row = Proposal.objects.create(
            **what,
            about=about,
            reason=reason,
            proposed_by=by,
            proposed_at=now,
            due_at=None if partners else now + ALONE_WAITS,
        )
        _tell(row, partners, now)
        record_audit(actor=actor(by.pk), verb=f"propose.{act.value}", object=_named(row), reason=reason, now=now)
    return row


def _tell(row: Proposal, partners: list[Account], now: datetime) -> None:
    readers = partners or list(Account.objects.filter(role__in=STAFF_ROLES, is_active=True))
    for reader in readers:
        StaffNotice.objects.create(
            account=reader,
            proposal=row,
            letter_due=now,
            letter_kind="proposed" if partners else "alone",
            letter_number=1,
        )
    if row.due_at is not None:
        later(WHEN_ALONE, at=row.due_at, now=now, proposal_id=row.pk)


def _named(row: Proposal) -> str:
    return f"{row.about} {row.detail}".strip()
