"""Nouns of what is handed on: files of signers, their parts, and the letters that say that one is ready."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from undersigned.mail.models import Outbox
from undersigned.petitions.models import Petition
from undersigned.signatures.rules.exporting import Purpose, Stage


class Export(models.Model):
    """A file of those who agreed to be handed on, sealed in parts under the petition's key and gone with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Purpose])
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Stage])
    begun_at = models.DateTimeField()
    cursor = models.BinaryField(max_length=33, default=b"", help_text="fingerprint and slot of the last line")
    number = models.PositiveIntegerField(default=0, help_text="lines written so far")
    made_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, db_index=True, help_text="when it is destroyed")
    taken = models.PositiveSmallIntegerField(default=0, help_text="how often it was downloaded")

    def __str__(self) -> str:
        """What for and how far."""
        return f"export for {self.purpose}, {self.stage}"


class ExportPart(models.Model):
    """Some lines of an export, sealed."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField(help_text="0, 1, 2 within the export")
    sealed = models.BinaryField()

    class Meta:
        """Numbered."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["export", "number"], name="one_part_per_number")]

    def __str__(self) -> str:
        """Which part."""
        return f"part {self.number} of export {self.export_id}"


class ExportLetter(Outbox):
    """A letter to whoever asked for a file of signers, once it is ready; its own outbox."""

    export = models.OneToOneField(Export, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Found by what is due."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="exportletter_due"),
        ]

    def __str__(self) -> str:
        """About which file."""
        return f"letter about export {self.export_id}"
