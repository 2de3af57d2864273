"""Nouns of this room: campaigns, the signatures that each found, objections of signers.

A signature is named by its id and not by a foreign key: whoever is erased is gone from here by the sweep, and erasing
looks nothing up in this room.
"""

from typing import ClassVar

from django.db import models

from undersigned.integrity.rules.campaigns import Fate, Outcome, Stage
from undersigned.petitions.models import Petition


class Campaign(models.Model):
    """What was looked for, what was found, and how far its removal, or the undoing of it, has come."""

    conditions = models.BinaryField(help_text="rules.conditions as JSON, sealed under the site's ring")
    petition = models.ForeignKey(Petition, null=True, on_delete=models.PROTECT, related_name="+", help_text="null: all")
    stage = models.CharField(max_length=12, choices=[(stage.value, stage.value) for stage in Stage])
    is_paused = models.BooleanField(default=False)
    reason = models.CharField(max_length=16, blank=True, help_text="the log's word, from the start on")
    words = models.TextField(blank=True, help_text="why, for the audit trail")
    planned_by = models.CharField(max_length=100, help_text="as in the audit trail")
    started_by = models.CharField(max_length=100, blank=True)
    planned_at = models.DateTimeField()
    stage_at = models.DateTimeField(help_text="when its stage began")
    cursor = models.UUIDField(null=True, help_text="the last signature that the dry run looked at")
    candidates = models.PositiveIntegerField(default=0, help_text="signatures that the dry run has to look at")
    looked = models.PositiveIntegerField(default=0)
    is_complete = models.BooleanField(default=False, help_text="the dry run looked at all of them")

    def __str__(self) -> str:
        """Number and stage; never whom it is about."""
        return f"campaign {self.pk}, {self.stage}"


class CampaignSignature(models.Model):
    """A signature that a campaign found, and what became of it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="signatures", db_index=False)
    signature = models.UUIDField()
    fate = models.CharField(max_length=8, choices=[(fate.value, fate.value) for fate in Fate])

    class Meta:
        """Found by campaign and fate, in the order of signatures."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "signature"], name="campaign_finds_once")]
        indexes: ClassVar = [models.Index(fields=["campaign", "fate", "signature"], name="campaign_fate")]

    def __str__(self) -> str:
        """What became of it."""
        return f"{self.fate} by campaign {self.campaign_id}"


class Objection(models.Model):
    """Somebody whose signature was taken out says that this is wrong; one for each signature."""

    signature = models.UUIDField(unique=True)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField(help_text="sealed under the site's ring")
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, blank=True, choices=[(one.value, one.value) for one in Outcome])
    answer = models.BinaryField(default=b"", db_default=b"", help_text="the staff's words to the signer, sealed")
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Found by what waits."""

        indexes: ClassVar = [models.Index(fields=["outcome", "created_at"], name="objection_waiting")]

    def __str__(self) -> str:
        """How it ended."""
        return f"objection {self.outcome or 'that waits'}"
