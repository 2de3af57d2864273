"""Nouns of this room: signatures, each its own outbox, the places that sent letters take, links to my signatures."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.ledger.models import Event
from undersigned.mail.models import Outbox
from undersigned.petitions.models import Petition
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
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="signature_due"),
            models.Index(fields=["event"], condition=Q(state="confirmed"), name="signature_confirmed"),
            models.Index(fields=["created_at"], condition=Q(confirmed_at__isnull=True), name="signature_waiting"),
            models.Index(
                fields=["petition", "-confirmed_at"],
                condition=Q(state="counted") & ~Q(shown_name=""),
                name="signature_shown",
            ),
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
