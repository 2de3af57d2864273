"""Do what was proposed by somebody who had nobody to approve it. A job."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.perform import perform
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Proposal
from undersigned.accounts.queries import may_take_part
from undersigned.accounts.rules import ActImpossible, Standing, TwoPersonAct


def do_alone(*, proposal_id: int, now: datetime) -> None:
    """After its 24 hours the act is done, unless it was cancelled or approved.

    FAILED where it is not possible any more. Idempotent: what is not waiting stays as it is.
    """
    with transaction.atomic():
        row = Proposal.objects.select_for_update().select_related("proposed_by").get(pk=proposal_id)
        if row.standing != Standing.WAITING or row.due_at is None or now < row.due_at:
            return
        row.standing, row.decided_at = (Standing.DONE if _is_done(row, now) else Standing.FAILED).value, now
        row.save(update_fields=["standing", "decided_at"])
        told = f"{row.about} {row.detail}".strip()
        verb = f"{'alone' if row.standing == Standing.DONE else 'failed'}.{row.act}"
        record_audit(actor="site", verb=verb, object=told, reason=row.reason, now=now)


def _is_done(row: Proposal, now: datetime) -> bool:
    if not may_take_part(row.proposed_by_id, TwoPersonAct(row.act)):
        return False
    try:
        with transaction.atomic():
            perform(row=row, now=now)
    except ActImpossible:
        return False
    return True
