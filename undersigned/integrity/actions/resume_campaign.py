"""A campaign goes on."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.queries import campaigner
from undersigned.integrity.rules.campaigns import AT_WORK, NotNow, Stage
from undersigned.jobs.actions.later import later

COUNT = "undersigned.integrity.actions.count_found.count_found"
REMOVE = "undersigned.integrity.actions.carry_out.carry_out"
RESTORE = "undersigned.integrity.actions.put_back.put_back"


def resume_campaign(*, campaign: int, by: Account, now: datetime) -> None:
    """Jobs go on where it rested, or where its dry run stopped for the time that it took.

    Raises NotAllowed, CampaignNotFound, and NotNow where it is not at work, or is so already.
    """
    with transaction.atomic():
        person = campaigner(by)
        row = lock_campaign(campaign)
        is_cut_short = row.stage == Stage.COUNTED and not row.is_complete
        if not is_cut_short and (row.stage not in AT_WORK or not row.is_paused):
            raise NotNow(row.stage)
        row.is_paused = False
        if is_cut_short:
            row.stage, row.stage_at = Stage.COUNTING, now
        row.save(update_fields=["is_paused", "stage", "stage_at"])
        record_audit(actor=actor(person.pk), verb="campaign.resume", object=f"campaign {row.pk}", now=now)
        if row.stage == Stage.COUNTING:
            later(COUNT, now=now, campaign=row.pk)
        elif row.stage == Stage.REMOVING:
            later(REMOVE, now=now, campaign=row.pk)
        else:
            later(RESTORE, now=now, campaign=row.pk)
