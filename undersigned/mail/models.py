"""Outboxes (columns of a domain row that is its own outbox), the switch, and the demo's mailbox."""

from django.db import models


class Outbox(models.Model):
    """Columns by which a row asks for a letter. Whoever wants a letter sets `letter_due` and raises `letter_number`.

    A concrete model adds an index on `letter_due` where it is not null, after the column by which it is fair.
    """

    letter_due = models.DateTimeField(null=True, help_text="when to send; null: nothing to send")
    letter_lease = models.DateTimeField(
        null=True, help_text="a worker has it in hand until then; says nothing of tries"
    )
    letter_kind = models.CharField(max_length=16, blank=True, default="")
    letter_number = models.PositiveIntegerField(default=0, help_text="letters asked for so far; tokens derive from it")
    letter_tries = models.PositiveSmallIntegerField(default=0, help_text="known failures in a row")
    letter_unsettled = models.PositiveSmallIntegerField(default=0, help_text="attempts whose end nobody saw")
    letter_sent_at = models.DateTimeField(null=True, help_text="when the last letter left; codes live from here")
    letter_end = models.CharField(max_length=8, blank=True, default="", help_text="how the last attempt ended")

    class Meta:
        abstract = True


class MailSwitch(models.Model):
    """At most one row (id 1): outgoing mail is paused while it exists."""

    reason = models.CharField(max_length=200)
    paused_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"paused: {self.reason}"


class MailboxLetter(models.Model):
    """A letter that was "sent" to the demo's mailbox page instead of a mail server."""

    to = models.CharField(max_length=400, db_index=True)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"letter {self.pk}"
