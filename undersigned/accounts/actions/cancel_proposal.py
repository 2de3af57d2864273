"""Take a proposal back, or turn it down."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, Proposal
from undersigned.accounts.queries import account_by_id, may_take_part
from undersigned.accounts.rules import NotAllowed, ProposalOver, Role, Standing, TwoPersonAct, actor, checked_reason


def cancel_proposal(*, proposal_id: int, reason: str, by: Account, now: datetime) -> Proposal:
    """It will not be done. By who proposed it, who could approve it, or any administrator.

    Raises NotAllowed, ReasonMissing, ProposalOver.
    """
    with transaction.atomic():
        row = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
        if row is None:
            raise ProposalOver
        person = account_by_id(by.pk)
        is_theirs = row.proposed_by_id == by.pk or may_take_part(by.pk, TwoPersonAct(row.act))
        if person is None or not person.role or not (is_theirs or person.role == Role.ADMINISTRATOR):
            raise NotAllowed
        reason = checked_reason(reason)
        if row.standing != Standing.WAITING:
            raise ProposalOver
        row.standing, row.decided_by, row.decided_at = Standing.CANCELLED.value, by, now
        row.save(update_fields=["standing", "decided_by", "decided_at"])
        told = f"{row.about} {row.detail}".strip()
        record_audit(actor=actor(by.pk), verb=f"cancel.{row.act}", object=told, reason=reason, now=now)
    return row
