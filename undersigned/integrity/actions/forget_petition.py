"""What integrity keeps of a deleted petition goes with it."""

from datetime import datetime

from undersigned.integrity.models import Alert, Campaign, Objection
from undersigned.jobs.actions.later import later

DROP = "undersigned.integrity.actions.drop_campaigns.drop_campaigns"


def forget_petition(*, petition_id: int, now: datetime) -> None:
    """Objections and alerts of the petition are gone; its campaigns rest, and a job will drop them.

    Called inside the deletion (settings.DELETED_TOO). Campaigns over all petitions stay: what they hold of its
    signatures goes by `forget_campaigns`. Published panels stay: they name nobody.
    """
    Objection.objects.filter(petition=petition_id).delete()
    Alert.objects.filter(petition=petition_id).delete()
    Campaign.objects.filter(petition=petition_id).update(is_paused=True)
    later(DROP, now=now, petition_id=petition_id)
