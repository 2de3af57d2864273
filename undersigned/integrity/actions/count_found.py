"""The dry run of a campaign: which signatures meet its conditions. A job, a part at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.fields import open_conditions
from undersigned.integrity.models import Campaign, CampaignSignature
from undersigned.integrity.queries import CampaignNotFound, candidates
from undersigned.integrity.rules.campaigns import COUNTS_FOR, LOOKED_AT_ONCE, Fate, Stage
from undersigned.integrity.rules.conditions import Conditions, fits
from undersigned.jobs.actions.later import later
from undersigned.keys.petition_keys import KeysDestroyed
from undersigned.keys.sealing import SealBroken
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of

COUNT = "undersigned.integrity.actions.count_found.count_found"


def count_found(*, campaign: int, now: datetime) -> None:
    """The next part is looked at, and the rest will be; changes no signature.

    What was found and how far it came commit together: a part that is done twice finds nothing new. COUNTS_FOR after
    its first part, however long that waited for a worker, it stops where it is, and the campaign says so.
    """
    with transaction.atomic():
        try:
            row = lock_campaign(campaign)
        except CampaignNotFound:
            return
        if row.stage != Stage.COUNTING:
            return
        if row.cursor is None:
            row.stage_at = now
        part = _next_part(row)
        found = [CampaignSignature(campaign=row, signature=pk, fate=Fate.FOUND) for pk in _meeting(row, part)]
        CampaignSignature.objects.bulk_create(found, ignore_conflicts=True)
        row.looked += len(part)
        row.cursor = part[-1].pk if part else row.cursor
        row.is_complete = len(part) < LOOKED_AT_ONCE
        if row.is_complete or now - row.stage_at > COUNTS_FOR:
            row.stage, row.stage_at = Stage.COUNTED, now
        else:
            later(COUNT, now=now, campaign=row.pk)
        row.save(update_fields=["looked", "cursor", "is_complete", "stage", "stage_at"])


def _next_part(row: Campaign) -> list[Signature]:
    rows = candidates(open_conditions(row.conditions), row.petition_id).select_related("petition")
    rows = rows.filter(pk__gt=row.cursor) if row.cursor else rows
    return list(rows[:LOOKED_AT_ONCE])


def _meeting(row: Campaign, part: Sequence[Signature]) -> list[UUID]:
    conditions = open_conditions(row.conditions)
    if not conditions.needs_opening:
        return [one.pk for one in part]
    return [one.pk for one in part if _fits(one, conditions)]


def _fits(row: Signature, conditions: Conditions) -> bool:
    """What can't be opened meets nothing."""
    try:
        contents = contents_of(row)
    except (KeysDestroyed, SealBroken):
        return False
    return contents is not None and fits(conditions, email=contents.email, place=contents.place)
