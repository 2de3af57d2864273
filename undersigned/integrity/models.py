"""Nouns of this room: campaigns, the signatures that each found, objections of signers, alerts about clusters.

A signature is named by its id and not by a foreign key: what is kept of it here goes when it is erased
(settings.ERASED_TOO); the sweep finds what a signature that expired has left.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from undersigned.integrity.rules.campaigns import Fate, Outcome, Stage
from undersigned.integrity.rules.clusters import Kind
from undersigned.integrity.rules.troubles import Trouble
from undersigned.mail.models import Outbox
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
    removal = models.BigIntegerField(null=True, help_text="its event of the log by which this campaign took it out")
    fate = models.CharField(max_length=8, choices=[(fate.value, fate.value) for fate in Fate])

    class Meta:
        """Found by campaign and fate, in the order of signatures."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "signature"], name="campaign_finds_once")]
        indexes: ClassVar = [models.Index(fields=["campaign", "fate", "signature"], name="campaign_fate")]

    def __str__(self) -> str:
        """What became of it."""
        return f"{self.fate} by campaign {self.campaign_id}"


class Objection(models.Model):
    """Somebody whose signature was taken out says that this is wrong; one for each signature, of its last removal."""

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


class Notice(models.Model):
    """What one search found for the first time, or anew; told by mail to the staff and by webhook, once."""

    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="when the webhook's receiver took it")

    def __str__(self) -> str:
        """When."""
        return f"notice of {self.at}"


class Alert(models.Model):
    """A concentration among the signings of a petition. What it is about is sealed; `key` finds it again."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="alerts")
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    key = models.BinaryField(max_length=16, help_text="keyed hash of kind and subject")
    subject = models.BinaryField(help_text="mark, domain, minute, pattern or area, sealed under the site's ring")
    number = models.PositiveIntegerField(help_text="signings, the most that a search has seen")
    whole = models.PositiveIntegerField(help_text="of so many of the petition in that time")
    told = models.PositiveIntegerField(null=True, help_text="signings when its notice was made; null: not noted")
    found_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True, help_text="when a search saw it last")

    class Meta:
        """One row for each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "kind", "key"], name="one_alert_each")]

    def __str__(self) -> str:
        """What and how many."""
        return f"{self.kind}: {self.number} of {self.whole}"


class AlertLetter(Outbox):
    """A notice to one person of the staff; its own outbox."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Found by what is due."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="alertletter_due")
        ]

    def __str__(self) -> str:
        """Which notice."""
        return f"letter about notice {self.notice_id}"


class LogTrouble(models.Model):
    """Something wrong with the public log, from the look that found it to the one that called it over."""

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Trouble])
    words = models.TextField(help_text="what the publisher or the recount said last")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when a look found it last")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One of each kind at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(ended_at__isnull=True), name="one_trouble_of_a_kind")
        ]

    def __str__(self) -> str:
        """Which kind since when."""
        return f"{self.kind} since {self.begun_at}"


class TroubleLetter(Outbox):
    """A trouble of the log, or its end, to one person of the staff; its own outbox."""

    trouble = models.ForeignKey(LogTrouble, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_end = models.BooleanField()

    class Meta:
        """Found by what is due."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="troubleletter_due")
        ]

    def __str__(self) -> str:
        """About which."""
        return f"letter about trouble {self.trouble_id}"


class Panel(models.Model):
    """One publication of a petition's integrity: the exact text; never changed."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3 within the petition")
    made_at = models.DateTimeField()
    confirmed = models.PositiveIntegerField()
    text = models.TextField(help_text="ASCII, as it is served")

    class Meta:
        """A petition counts its panels."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "number"], name="one_panel_per_number")]

    def __str__(self) -> str:
        """Petition and number."""
        return f"panel {self.number} of {self.petition_id}"
