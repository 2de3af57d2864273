"""The removal campaigns of a deleted petition are dropped. A job, a part at a time."""

from datetime import datetime
from typing import Final

from django.db import transaction

from undersigned.integrity.models import Campaign, CampaignSignature
from undersigned.jobs.actions.later import later

DROP = "undersigned.integrity.actions.drop_campaigns.drop_campaigns"
DROPPED_AT_ONCE: Final = 500


def drop_campaigns(*, petition_id: int, now: datetime) -> None:
    """Up to DROPPED_AT_ONCE of what they found is forgotten; after the last, the campaigns with their conditions.

    What they did stands in the log and in the audit trail. Harmless when run twice; asks for itself again until none is
    left.
    """
    with transaction.atomic():
        found = CampaignSignature.objects.filter(campaign__petition=petition_id)
        ids = list(found.values_list("pk", flat=True)[:DROPPED_AT_ONCE])
        CampaignSignature.objects.filter(pk__in=ids).delete()
        if len(ids) == DROPPED_AT_ONCE:
            later(DROP, now=now, petition_id=petition_id)
        else:
            Campaign.objects.filter(petition=petition_id).delete()
