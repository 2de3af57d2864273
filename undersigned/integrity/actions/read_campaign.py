"""Somebody of the staff reads what a campaign looks for."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.queries import CampaignPage, campaign_page, campaigner

WHY = "to see what it takes out"
"""As the audit trail says it, of whoever opens the page."""


def read_campaign(*, campaign: int, by: Account, now: datetime) -> CampaignPage:
    """The campaign with its conditions, which may name a network, a domain or somebody's address: the audit trail says
    who read them. Raises NotAllowed, CampaignNotFound.
    """
    with transaction.atomic():
        person = campaigner(by)
        found = campaign_page(campaign)
        record_audit(actor=actor(person.pk), verb="campaign.read", object=f"campaign {campaign}", reason=WHY, now=now)
    return found
