"""Approve what another person proposed."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.perform import perform
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, Proposal
from undersigned.accounts.queries import is_stale, may_take_part
from undersigned.accounts.rules import (
    NotAllowed,
    ProposalOver,
    SamePerson,
    Standing,
    TwoPersonAct,
    actor,
)


def approve(*, proposal_id: int, by: Account, now: datetime) -> Proposal:
    """The act is done, and both names stand in the audit trail; one transaction.

    Raises NotAllowed unless this person has the role; SamePerson; ProposalOver, also where who proposed it has lost the
    role; and ActImpossible where things stand otherwise by now: nothing has happened then and it goes on waiting.
    """
    with transaction.atomic():
        row = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
        if row is None:
            raise ProposalOver
        act = TwoPersonAct(row.act)
        if not may_take_part(by.pk, act):
            raise NotAllowed
        if row.proposed_by_id == by.pk:
            raise SamePerson
        if row.standing != Standing.WAITING or is_stale(row, now):
            raise ProposalOver
        perform(row=row, now=now)
        row.standing, row.decided_by, row.decided_at = Standing.DONE.value, by, now
        row.save(update_fields=["standing", "decided_by", "decided_at"])
        told = f"{row.about} {row.detail}".strip()
        record_audit(actor=actor(by.pk), verb=f"approve.{row.act}", object=told, reason=row.reason, now=now)
    return row
