"""A campaign is carried out."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.rules import actor
from undersigned.integrity.actions.lock_campaign import lock_campaign
from undersigned.integrity.queries import campaigner
from undersigned.integrity.rules.campaigns import NotNow, Stage, checked_words
from undersigned.jobs.actions.later import later
from undersigned.signatures.rules.removing import checked_reason

REMOVE = "undersigned.integrity.actions.carry_out.carry_out"


def start_campaign(*, campaign: int, reason: str, words: str, by: Account, now: datetime) -> None:
    """Jobs take out what the dry run found, and nothing else, each with this reason in the log.

    `words` say why, for the audit trail. Raises NotAllowed, WordsRefused, signatures' RemovalRefused, NotNow where
    the dry run is not over or the campaign was started before, CampaignNotFound.
    """
    words = checked_words(words)
    checked, _ = checked_reason(reason, words)
    with transaction.atomic():
        person = campaigner(by)
        row = lock_campaign(campaign)
        if row.stage != Stage.COUNTED:
            raise NotNow(row.stage)
        row.stage, row.stage_at, row.started_by = Stage.REMOVING, now, actor(person.pk)
        row.reason, row.words = checked.value, words
        row.save(update_fields=["stage", "stage_at", "started_by", "reason", "words"])
        about = f"campaign {row.pk}: {row.signatures.count()} signatures"
        record_audit(
            actor=row.started_by, verb="campaign.start", object=about, reason=f"{checked.value}: {words}", now=now
        )
        later(REMOVE, now=now, campaign=row.pk)
