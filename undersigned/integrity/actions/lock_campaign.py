"""A campaign stays as it is until the transaction ends."""

from undersigned.integrity.models import Campaign
from undersigned.integrity.queries import CampaignNotFound


def lock_campaign(campaign: int) -> Campaign:
    """The row, locked: jobs and people take turns at it. Must run in a transaction; CampaignNotFound."""
    row = Campaign.objects.select_for_update().filter(pk=campaign).first()
    if row is None:
        raise CampaignNotFound(campaign)
    return row
