"""Decisions about petitions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from undersigned.mail.models import Outbox
from undersigned.moderation.rules import Kind


class Decision(Outbox):
    """Who decided what about a petition, in which words; its letter to the starter is sent from here. Never changed."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name) for kind in Kind])
    words = models.TextField(blank=True)
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
