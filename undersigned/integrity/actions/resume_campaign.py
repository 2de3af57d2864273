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

REMOVE = "undersigned.integrity.actions.carry_out.carry_out"
RESTORE = "undersigned.integrity.actions.put_back.put_back"


def resume_campaign(*, campaign: int, by: Account, now: datetime) -> None:
    """Jobs go on where it rested.

    Raises NotAllowed, CampaignNotFound, and NotNow where it is not at work, or is so already.
    """
    with transaction.atomic():
        person = campaigner(by)
        row = lock_campaign(campaign)
        if row.stage not in AT_WORK or row.is_paused is not True:
            raise NotNow(row.stage)
        row.is_paused = False
        row.save(update_fields=["is_paused"])
        record_audit(actor=actor(person.pk), verb="campaign.resume", object=f"campaign {row.pk}", now=now)
        if row.stage == Stage.REMOVING:
            later(REMOVE, now=now, campaign=row.pk)
        else:
            later(RESTORE, now=now, campaign=row.pk)
