"""Decisions about petitions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from undersigned.mail.models import Outbox
from undersigned.moderation.rules import Code, Kind


class Decision(Outbox):
    """Who decided what about a petition, in which words; its letter to the starter is sent from here. Never changed."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name) for kind in Kind])
    words = models.TextField(blank=True)
    code = models.CharField(
        max_length=16, blank=True, db_default="", choices=[(code.value, code.name) for code in Code]
    )
    duplicate_of = models.ForeignKey("petitions.Petition", models.SET_NULL, null=True, related_name="+")
    part = models.CharField(max_length=24, blank=True, db_default="")
    """What was hidden or is shown again."""
    answers = models.ForeignKey("moderation.Appeal", models.PROTECT, null=True, related_name="answers")
    """The appeal that this decision answers."""
    is_same_person = models.BooleanField(db_default=False)
    """Who answered the appeal had taken the first decision, since nobody else could."""
    waited_seconds = models.BigIntegerField(null=True)
    """How long the petition, or the appeal, had waited for it."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Newest first; found by what is due."""

        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="decision_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of petition {self.petition_id}"


class Appeal(models.Model):
    """The starter asks that another person look at a decision, once. Never changed; its answer is a decision."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="appeals")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """The oldest first."""

        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"appeal against decision {self.decision_id}"


class Hold(models.Model):
    """Who reads a petition now, so that two people don't do the same work; runs out by itself."""

    petition = models.OneToOneField("petitions.Petition", models.CASCADE, primary_key=True, related_name="hold")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"petition {self.petition_id} is held by account {self.holder_id}"


class Note(models.Model):
    """What somebody of the staff remarked about a petition, for the staff. Never changed."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="staff_notes")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order of writing."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"note on petition {self.petition_id}"


class EarlierText(models.Model):
    """A text as it stood before the starter corrected it or the staff changed it, before publication. Never changed."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="earlier_texts")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="text_before")
    """The request for a correction, or the change, which says who, when and why."""
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    story = models.TextField()
    rest = models.JSONField(null=True)
    """The other fields by name, as lines; null where the text was kept before this was."""

    class Meta:
        """In their order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.title
