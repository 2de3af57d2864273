"""The log in the database: one state row, its rounds, its events, and the counts that are public.

The files under `/log` are a function of these tables and can be rebuilt from them on any node.
"""

from django.db import models
from django.db.models import Q


class LogState(models.Model):
    """The single row that says how far the log is and who may write it. Locked by whoever writes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=255)
    vkey = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    # Roots of the full subtrees from left to right, 32 bytes each: what it takes to go on (RFC 9162, 2.1.2).
    right_edge = models.BinaryField(default=bytes)
    # The lease: who publishes. Safety rests on the epoch alone; the time only says when another may try.
    epoch = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    published_size = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    # What was published before: all that a page may show until `show_at`.
    previous_size = models.BigIntegerField(default=0, db_default=0)
    show_at = models.DateTimeField(null=True)
    # Why the publisher does not go on, in words; empty while it does.
    refused = models.TextField(blank=True, db_default="")
    refused_at = models.DateTimeField(null=True)
    # What the last nightly recount found, a sentence on each line; empty where all was well.
    alarm = models.TextField(blank=True, db_default="")
    recounted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="logstate_single"),
            models.CheckConstraint(condition=Q(published_size__lte=models.F("size")), name="logstate_published"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} at {self.size}, published {self.published_size}"


class Round(models.Model):
    """One signed checkpoint: the tree at `size`. Written once, with the events that it holds, never changed."""

    size = models.BigIntegerField(primary_key=True)
    previous_size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    epoch = models.BigIntegerField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"round up to {self.size}"


class Event(models.Model):
    """What happened to a petition: pending until a round gives it an index; never changed afterwards.

    `fields` holds what the entry says after `c`, without the index of a target: that is known only when the
    round is issued. An event that would contradict the log is set aside with the reason, never issued.
    """

    id = models.BigAutoField(primary_key=True)
    pid = models.CharField(max_length=22)
    type = models.CharField(max_length=16)
    fields = models.CharField(max_length=300, blank=True)
    target = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later_events", db_index=False)
    created_at = models.DateTimeField()
    # Until when it may wait for others of its petition, so that a lone act is not dated by its round; null: not at all.
    wait_until = models.DateTimeField(null=True)
    index = models.BigIntegerField(null=True)
    n = models.BigIntegerField(null=True)
    c = models.BigIntegerField(null=True)
    # The line of the log with its final LF; ASCII.
    entry = models.CharField(max_length=512, blank=True)
    set_aside = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Partial, so that a pending event costs its insert no more than two index entries.
            models.UniqueConstraint(fields=["index"], condition=Q(index__isnull=False), name="event_index"),
            models.UniqueConstraint(fields=["pid", "n"], condition=Q(n__isnull=False), name="event_pid_n"),
            models.CheckConstraint(
                condition=Q(index__isnull=True, n__isnull=True, c__isnull=True, entry="")
                | Q(index__isnull=False, n__isnull=False, c__isnull=False, set_aside="") & ~Q(entry=""),
                name="event_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(index__isnull=True, set_aside=""), name="event_pending"),
            models.Index(fields=["target"], condition=Q(target__isnull=False), name="event_target"),
            # What waits for others: few, and on most sites none.
            models.Index(
                fields=["pid", "wait_until"],
                condition=Q(index__isnull=True, set_aside="", wait_until__isnull=False),
                name="event_patient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.pid}"


class Tail(models.Model):
    """The end of a petition's line in the log, so that its next event costs the same however long the line is."""

    pid = models.CharField(max_length=22, primary_key=True)
    n = models.BigIntegerField()
    c = models.BigIntegerField()
    version = models.PositiveIntegerField()
    is_closed = models.BooleanField(default=False)
    is_sealed = models.BooleanField(default=False)
    last_index = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.pid} at {self.n}"


class PublishedCount(models.Model):
    """A petition's public number: the current one from `show_at` on, the previous one until then.

    `counted_at` and `log_size` are those of the publication in which the number last changed.
    """

    pid = models.CharField(max_length=22, primary_key=True)
    count = models.BigIntegerField()
    counted_at = models.DateTimeField()
    log_size = models.BigIntegerField()
    previous_count = models.BigIntegerField(default=0)
    previous_counted_at = models.DateTimeField(null=True)
    previous_log_size = models.BigIntegerField(default=0)
    show_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["count"], name="publishedcount_count")]

    def __str__(self) -> str:
        return f"{self.count} for {self.pid}"


class Witness(models.Model):
    """What is known of a witness that this log asks: by its key, since only that is believed."""

    vkey = models.CharField(max_length=400, primary_key=True)
    # The size that it said it knows. A hint for the next question; the witness's answer decides.
    known_size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # Why the last question brought no cosignature; empty where it did.
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.vkey


class Cosignature(models.Model):
    """A witness's signature line under one of this log's checkpoints, verified before it was kept; never changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cosignatures", db_index=False)
    vkey = models.CharField(max_length=400)
    line = models.CharField(max_length=600)
    # The time that the witness signed, by its own clock.
    cosigned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "vkey"], name="cosignature_once")]
        indexes = [models.Index(fields=["vkey", "round"], name="cosignature_newest")]

    def __str__(self) -> str:
        return f"{self.vkey} under {self.round_id}"


class WitnessedLog(models.Model):
    """The newest checkpoint of another log that this site has cosigned: it must never cosign one that forks from it."""

    origin = models.CharField(max_length=255, primary_key=True)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    note = models.TextField(blank=True)
    cosigned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.origin} at {self.size}"
