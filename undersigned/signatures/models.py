"""Nouns of this room: signatures, each its own outbox, the places that sent letters take, links to my signatures.

And what screening knows: its lists, its alarms, what it counts. No person stands in a count.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.ledger.models import Event
from undersigned.mail.models import Outbox
from undersigned.petitions.models import Petition
from undersigned.signatures import export_models  # noqa: F401 - Django looks here for all tables of the room
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.rules.states import State

STATES = [(state.value, state.value) for state in State]


class Signature(Outbox):
    """One person's place under one petition.

    In clear stand what statistics need and what the signer chose to show. All else is in `sealed`: JSON under the
    petition's key with pid and row as context. `id` is a UUID version 7: rows of one time lie beside each other.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    state = models.CharField(max_length=12, choices=STATES)
    slot = models.PositiveSmallIntegerField(help_text="1, or 2 for a second person of a household")
    fingerprint = models.BinaryField(max_length=32, help_text="N: HMAC-SHA256(K_p, canonical address)")
    person_key = models.BinaryField(max_length=32, help_text="keyed hash of canonical address and folded name")
    sealed = models.BinaryField(help_text="name, e-mail, place, the secret s; empty where nobody is left")
    country = models.CharField(max_length=2)
    day = models.DateField(help_text="of signing, UTC")
    language = models.CharField(max_length=12, help_text="of the page that was read and of the letters")
    version = models.PositiveIntegerField(help_text="of the petition's text that was read")
    text_language = models.CharField(max_length=12, help_text="in which the text was read")
    updates = models.BooleanField(default=False)
    show_name = models.BooleanField(default=False)
    shown_name = models.CharField(max_length=200, blank=True, help_text="clear only where the signer chose to show it")
    consent = models.CharField(max_length=32, help_text="code of the sentences that stood beside the form")
    created_at = models.DateTimeField(help_text="of the newest signing of this person")
    confirmed_at = models.DateTimeField(null=True)
    code_number = models.PositiveIntegerField(default=0, help_text="number of the last letter that left")
    code_tries = models.PositiveSmallIntegerField(default=0, help_text="wrong codes since that letter")
    reason = models.CharField(
        max_length=24, blank=True, default="", db_default="", help_text="why screening held or refused it"
    )
    origin = models.BinaryField(
        db_default=b"",
        max_length=36,
        default=b"",
        help_text="marks of network and domain (rules.origins); empty after 30 days",
    )
    event = models.ForeignKey(
        Event, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="its latest in the log"
    )

    class Meta:
        """As few indexes as the product needs: each of them is paid with every signature."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "fingerprint", "slot"], name="one_signature_per_place"),
            models.CheckConstraint(condition=Q(slot__in=[1, 2]), name="signature_slot"),
            models.CheckConstraint(condition=Q(show_name=True) | Q(shown_name=""), name="signature_shown_by_choice"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["petition", "letter_due"], condition=Q(letter_due__isnull=False), name="signature_letter"
            ),
            models.Index(fields=["event"], condition=Q(state="confirmed"), name="signature_confirmed"),
            models.Index(fields=["created_at"], condition=Q(confirmed_at__isnull=True), name="signature_waiting"),
            models.Index(
                fields=["petition", "-confirmed_at"],
                condition=Q(state="counted") & ~Q(shown_name=""),
                name="signature_shown",
            ),
            models.Index(fields=["petition", "created_at"], condition=Q(state="held"), name="signature_held"),
            models.Index(fields=["created_at"], condition=~Q(origin=b""), name="signature_origin"),
        ]

    def __str__(self) -> str:
        """Its id; never whose it is."""
        return str(self.id)


class LetterPlace(models.Model):
    """One signing letter that left, for the caps: keyed hashes that lead to no signature, gone after 7 days.

    `address` and `about` are made with the site's address key, signatures' fingerprints with keys of petitions: the two
    tables cannot be joined, and without address.key the hashes name nobody.
    """

    letter = models.BinaryField(
        max_length=16, unique=True, help_text="of row and number: an attempt again takes no more"
    )
    address = models.BinaryField(max_length=32)
    about = models.BinaryField(max_length=16, help_text="of address and petition")
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Looked up by address."""

        indexes: ClassVar = [models.Index(fields=["address", "at"], name="letterplace_address")]

    def __str__(self) -> str:
        """When."""
        return f"letter at {self.at}"


class Tally(models.Model):
    """One published aggregate of a petition: the exact text, whose hash its event has in the log; never changed."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3 within the petition")
    made_at = models.DateTimeField()
    text = models.TextField(help_text="ASCII, as it is served")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """A petition counts its tallies."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "number"], name="one_tally_per_number")]

    def __str__(self) -> str:
        """Petition and number."""
        return f"tally {self.number} of {self.petition_id}"


class MineLetter(Outbox):
    """A link to "my signatures" that was asked for, by an address that may have signed or not; its own outbox.

    The token is derived from the id and stands nowhere. `address` is a hash under the site's address key: it cannot be
    joined with signatures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.BinaryField(max_length=32)
    email_sealed = models.BinaryField()
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    opened_until = models.DateTimeField(null=True, help_text="set once, when the link's button is pressed")

    class Meta:
        """Found by what is due, by address and by age."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="mineletter_due"),
            models.Index(fields=["address", "created_at"], name="mineletter_address"),
            models.Index(fields=["created_at"], name="mineletter_created"),
        ]

    def __str__(self) -> str:
        """Its id; never whose it is."""
        return f"letter to my signatures {self.pk}"


class ScreeningEntry(models.Model):
    """A line of the allow and block lists. Of a mailbox only a hash under address.key is kept."""

    subject = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Subject])
    value = models.CharField(
        max_length=255, help_text="as rules.entries.read_value writes it; a mailbox hashed, in hex"
    )
    effect = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Effect])
    note = models.CharField(max_length=500, help_text="why, in the words of whoever added it")
    actor = models.CharField(max_length=64, help_text="who added it, as in the audit trail")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="from then on it says nothing")

    class Meta:
        """One line per subject and value."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["subject", "value"], name="one_entry_per_value")]

    def __str__(self) -> str:
        """What it does to what."""
        return f"{self.effect} {self.subject} {self.value}"


class ScreeningState(models.Model):
    """One row: the number by which every process sees that the lists have changed."""

    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """The number."""
        return f"lists, version {self.version}"


class ScreeningAlarm(models.Model):
    """An attack that is felt, on a petition or on the whole site: until `ends_at` proof of work is asked for."""

    subject = models.BigIntegerField(unique=True, help_text="the petition's id; 0 is the whole site")
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True, db_default="", help_text="why, where it was rung by hand")

    def __str__(self) -> str:
        """Where and until when."""
        return f"alarm on {self.subject or 'the site'} until {self.ends_at}"


class ScreeningTally(models.Model):
    """How many lately, of one subject in one span, as one of several shards saw it (rules.windows).

    `key` is a keyed hash. Shards keep processes from waiting for each other at one row.
    """

    key = models.BinaryField(max_length=16)
    span = models.PositiveIntegerField(help_text="seconds")
    shard = models.PositiveSmallIntegerField()
    start = models.BigIntegerField(db_index=True, help_text="Unix seconds at which its window began")
    count = models.PositiveIntegerField()
    before = models.PositiveIntegerField(help_text="in the window before")

    class Meta:
        """Found by key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "span", "shard"], name="one_tally_per_shard")]

    def __str__(self) -> str:
        """How many."""
        return f"{self.count} since {self.start}"


class ScreeningHour(models.Model):
    """How many signings of a petition in an hour, by what became of them and why. Summed over shards."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    hour = models.DateTimeField()
    outcome = models.CharField(max_length=8, help_text="passed, held, refused (one per signing), or fired")
    reason = models.CharField(max_length=24, help_text="the decisive one; of `fired` each rule's that spoke")
    shard = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        """Found by petition and hour."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "hour", "outcome", "reason", "shard"], name="one_hour_each")
        ]

    def __str__(self) -> str:
        """What and how many."""
        return f"{self.outcome} {self.reason}: {self.number}"


class SpentProof(models.Model):
    """A proof of work that was used: never again."""

    nonce = models.BinaryField(max_length=12, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """When."""
        return f"proof spent at {self.at}"
