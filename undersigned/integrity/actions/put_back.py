"""A campaign's signatures are put back. A job, a part at a time."""

from datetime import datetime

from django.db import transaction

from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.models import CampaignSignature
from undersigned.integrity.queries import CampaignNotFound
from undersigned.integrity.rules.campaigns import CHANGED_AT_ONCE, Fate, Stage
from undersigned.jobs.actions.later import later
from undersigned.signatures.actions.restore import restore

RESTORE = "undersigned.integrity.actions.put_back.put_back"


def put_back(*, campaign: int, now: datetime) -> None:
    """The next part counts again, with its entries of the log and its letters, and the rest will.

    One transaction, like carry_out. What was erased, put back by hand or sealed meanwhile stays as it is.
    """
    with transaction.atomic():
        try:
            row = lock_campaign(campaign)
        except CampaignNotFound:
            return
        if row.stage != Stage.UNDOING or row.is_paused:
            return
        removed = CampaignSignature.objects.filter(campaign=row, fate=Fate.REMOVED).order_by("signature")
        part = list(removed.values_list("signature", flat=True)[:CHANGED_AT_ONCE])
        words = f"campaign {row.pk} is undone"
        back = restore(signature_ids=part, words=words, by=row.started_by, now=now) if part else []
        mine = CampaignSignature.objects.filter(campaign=row, signature__in=part)
        mine.filter(signature__in=back).update(fate=Fate.RESTORED)
        mine.filter(fate=Fate.REMOVED).update(fate=Fate.GONE)
        if len(part) == CHANGED_AT_ONCE:
            later(RESTORE, now=now, campaign=row.pk)
            return
        row.stage, row.stage_at = Stage.UNDONE, now
        row.save(update_fields=["stage", "stage_at"])
