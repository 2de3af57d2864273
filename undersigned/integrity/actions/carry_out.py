"""A campaign takes its signatures out. A job, a part at a time."""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.models import CampaignSignature
from undersigned.integrity.queries import CampaignNotFound
from undersigned.integrity.rules.campaigns import CHANGED_AT_ONCE, Fate, Stage
from undersigned.jobs.actions.later import later
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.models import Signature

REMOVE = "undersigned.integrity.actions.carry_out.carry_out"


def carry_out(*, campaign: int, now: datetime) -> None:
    """The next part is out, with its entries of the log and its letters, and the rest will be.

    One transaction: what is out and what the campaign knows of it commit together, so that whoever kills this between
    or within parts changes no number. Doing it twice does the next part; paused or undone meanwhile, it does nothing.
    """
    with transaction.atomic():
        try:
            row = lock_campaign(campaign)
        except CampaignNotFound:
            return
        if row.stage != Stage.REMOVING or row.is_paused:
            return
        found = CampaignSignature.objects.filter(campaign=row, fate=Fate.FOUND).order_by("signature")
        part = list(found.values_list("signature", flat=True)[:CHANGED_AT_ONCE])
        words, by = f"campaign {row.pk}", row.started_by
        out = remove(signature_ids=part, reason=row.reason, words=words, by=by, is_ordered=True, now=now)
        mine = CampaignSignature.objects.filter(campaign=row, signature__in=part)
        event = Signature.objects.filter(pk=OuterRef("signature")).values("event")
        mine.filter(signature__in=out).update(fate=Fate.REMOVED, removal=Subquery(event))
        mine.filter(fate=Fate.FOUND).update(fate=Fate.GONE)
        if len(part) == CHANGED_AT_ONCE:
            later(REMOVE, now=now, campaign=row.pk)
            return
        row.stage, row.stage_at = Stage.REMOVED, now
        row.save(update_fields=["stage", "stage_at"])
