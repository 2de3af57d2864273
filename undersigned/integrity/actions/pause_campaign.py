"""A campaign rests."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.queries import campaigner
from undersigned.integrity.rules.campaigns import AT_WORK, NotNow


def pause_campaign(*, campaign: int, by: Account, now: datetime) -> None:
    """Jobs change nothing more until somebody lets it go on; what is done stays done.

    Raises NotAllowed, CampaignNotFound, and NotNow where it is not at work, or is so already.
    """
    with transaction.atomic():
        person = campaigner(by)
        row = lock_campaign(campaign)
        if row.stage not in AT_WORK or row.is_paused is not False:
            raise NotNow(row.stage)
        row.is_paused = True
        row.save(update_fields=["is_paused"])
        record_audit(actor=actor(person.pk), verb="campaign.pause", object=f"campaign {row.pk}", now=now)
