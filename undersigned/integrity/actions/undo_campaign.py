"""A campaign is undone."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.queries import campaigner
from undersigned.integrity.rules.campaigns import NotNow, Stage, checked_words
from undersigned.jobs.actions.later import later

RESTORE = "undersigned.integrity.actions.put_back.put_back"


def undo_campaign(*, campaign: int, words: str, by: Account, now: datetime) -> None:
    """Jobs put back what the campaign has taken out so far, each a `restore` in the log; nothing more is taken out.

    Raises NotAllowed, WordsRefused, NotNow where nothing was taken out or it is undone already, CampaignNotFound.
    """
    words = checked_words(words)
    with transaction.atomic():
        person = campaigner(by)
        row = lock_campaign(campaign)
        if row.stage not in {Stage.REMOVING, Stage.REMOVED}:
            raise NotNow(row.stage)
        row.stage, row.stage_at, row.is_paused = Stage.UNDOING, now, False
        row.started_by = actor(person.pk)
        row.save(update_fields=["stage", "stage_at", "is_paused", "started_by"])
        record_audit(actor=actor(person.pk), verb="campaign.undo", object=f"campaign {row.pk}", reason=words, now=now)
        later(RESTORE, now=now, campaign=row.pk)
