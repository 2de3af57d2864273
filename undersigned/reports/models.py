"""Reports, what was decided about them, replies, and how often forms came."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from undersigned.mail.models import Outbox
from undersigned.reports.rules.replying import KEY_AT_MOST, NAME_AT_MOST, OFFICE_AT_MOST, OPEN, ReplyState
from undersigned.reports.rules.reporting import URGENT_FROM, About, Outcome, Reason


class Threshold(models.Model):
    """At most one row (id 1): from how many networks on the reports of a petition are urgent."""

    urgent_from = models.PositiveSmallIntegerField(default=URGENT_FROM)

    def __str__(self) -> str:
        return f"urgent from {self.urgent_from}"


class FormCount(models.Model):
    """How many forms came in an hour from a network or for a petition; a keyed hash, for two days."""

    mark = models.BinaryField(max_length=16)
    hour = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        """Counted once per hour."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["mark", "hour"], name="one_form_count")]

    def __str__(self) -> str:
        return f"{self.number} at {self.hour}"


class Settlement(Outbox):
    """What staff decided about the open reports of one petition; its letter to the starter leaves from here."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="settlements")
    outcome = models.CharField(max_length=8, choices=[(outcome.value, outcome.name) for outcome in Outcome])
    words = models.TextField()
    decision = models.ForeignKey("moderation.Decision", models.PROTECT, null=True, related_name="settlements")
    """What was decided about the petition itself; null where it was left as it is."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    numbers = models.JSONField(default=dict)
    """How many reports by reason it answered; they stay when the reports have gone."""

    class Meta:
        """Newest first; found by what is due."""

        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="settlement_due"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: reports of petition {self.petition_id}"


class Report(Outbox):
    """One report; its letters to the reporter leave from here. Open until it has a settlement."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="reports")
    """Under whose page the reported thing stands."""
    about = models.CharField(
        max_length=16, choices=[(about.value, about.name) for about in About], default=About.PETITION.value
    )
    about_id = models.BigIntegerField()
    """The id of the reported thing among its kind."""
    reason = models.CharField(max_length=16, choices=[(reason.value, reason.name) for reason in Reason])
    words_sealed = models.BinaryField(null=True)
    email_sealed = models.BinaryField(null=True)
    mailbox = models.BinaryField(max_length=16, null=True)
    """Keyed hash of the address; null where none was left."""
    origin = models.BinaryField(max_length=8, default=b"")
    """Keyed hash of the network, of this petition alone; empty where unknown."""
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    settlement = models.ForeignKey(Settlement, models.PROTECT, null=True, related_name="reports")
    forget_at = models.DateTimeField(null=True)

    class Meta:
        """Found by petition while open, by what is due, by mailbox, and by when it goes."""

        indexes: ClassVar = [
            models.Index(fields=["petition", "id"], condition=Q(settlement__isnull=True), name="report_open"),
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="report_due"),
            models.Index(fields=["mailbox", "letter_sent_at"], name="report_mailbox"),
            models.Index(fields=["forget_at"], name="report_forget"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} of petition {self.petition_id}"


class Reply(Outbox):
    """What a person or body that is named in a petition says to it; its letters leave from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="replies")
    state = models.CharField(
        max_length=12, choices=[(state.value, state.name) for state in ReplyState], default=ReplyState.UNCONFIRMED.value
    )
    name = models.CharField(max_length=NAME_AT_MOST)
    name_key = models.CharField(max_length=KEY_AT_MOST)
    office = models.CharField(max_length=OFFICE_AT_MOST)
    text = models.TextField()
    mailbox = models.BinaryField(max_length=16)
    email_sealed = models.BinaryField()
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    """Why it was refused or taken back, or how staff made sure who it is."""
    forget_at = models.DateTimeField(null=True)

    class Meta:
        """One that waits or stands per address, and one that stands per body."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "mailbox"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_reply_per_mailbox",
            ),
            models.UniqueConstraint(
                fields=["petition", "name_key"],
                condition=Q(state=ReplyState.ACCEPTED.value),
                name="one_reply_per_body",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="reply_due"),
            models.Index(fields=["petition", "state"], name="reply_petition"),
            models.Index(fields=["state", "confirmed_at"], name="reply_state"),
            models.Index(fields=["mailbox", "letter_sent_at"], name="reply_mailbox"),
            models.Index(fields=["forget_at"], name="reply_forget"),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"
