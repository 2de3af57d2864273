"""A campaign's signatures are put back. A job, a part at a time."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.models import CampaignSignature
from undersigned.integrity.queries import CampaignNotFound
from undersigned.integrity.rules.campaigns import CHANGED_AT_ONCE, Fate, Stage
from undersigned.jobs.actions.later import later
from undersigned.signatures.actions.lock_rows import lock_rows
from undersigned.signatures.actions.restore import restore
from undersigned.signatures.rules.states import State

RESTORE = "undersigned.integrity.actions.put_back.put_back"


def put_back(*, campaign: int, now: datetime) -> None:
    """The next part counts again, with its entries of the log and its letters, and the rest will.

    One transaction, like carry_out. What was erased, put back by hand or sealed meanwhile stays as it is, and so does
    what was put back and then taken out again by another campaign or by hand: that was another reason.
    """
    with transaction.atomic():
        try:
            row = lock_campaign(campaign)
        except CampaignNotFound:
            return
        if row.stage != Stage.UNDOING or row.is_paused:
            return
        removed = CampaignSignature.objects.filter(campaign=row, fate=Fate.REMOVED).order_by("signature")
        part = dict(removed.values_list("signature", "removal")[:CHANGED_AT_ONCE])
        words, own = f"campaign {row.pk} is undone", _still_out(part)
        back = restore(signature_ids=own, words=words, by=row.started_by, is_ordered=True, now=now) if own else []
        mine = CampaignSignature.objects.filter(campaign=row, signature__in=part)
        mine.filter(signature__in=back).update(fate=Fate.RESTORED)
        mine.filter(fate=Fate.REMOVED).update(fate=Fate.GONE)
        if len(part) == CHANGED_AT_ONCE:
            later(RESTORE, now=now, campaign=row.pk)
            return
        row.stage, row.stage_at = Stage.UNDONE, now
        row.save(update_fields=["stage", "stage_at"])


def _still_out(removals: Mapping[UUID, int | None]) -> list[UUID]:
    """Those that are out by this very removal; where none was noted, as it once was, all that are out."""
    rows = lock_rows(removals, states=(State.REMOVED,))
    return [row.pk for row in rows if removals[row.pk] in {None, row.event_id}]
