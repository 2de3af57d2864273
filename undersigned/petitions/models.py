"""Nouns of this room: petitions, their versions and languages, whom they ask, on what they rest."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from undersigned.mail.models import Outbox
from undersigned.petitions.rules.hiding import LONGEST_STORED
from undersigned.petitions.rules.states import Handover, State

STATES = [(state.value, state.value) for state in State]
HANDOVERS = [(handover.value, handover.value) for handover in Handover]


class Petition(models.Model):
    """One petition from its draft to its end."""

    pid = models.CharField(max_length=22, unique=True)
    slug = models.CharField(max_length=80, unique=True)
    """The pid while it is a draft, words of the title from submission on; never changes once public."""
    state = models.CharField(max_length=12, choices=STATES, default=State.DRAFT.value)
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="petitions"
    )
    starter_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12)
    place = models.CharField(max_length=120, blank=True)
    topics = models.JSONField(default=list)
    goal = models.PositiveBigIntegerField(null=True, blank=True)
    handover = models.CharField(max_length=8, choices=HANDOVERS, default=Handover.NUMBER.value)
    retention_months = models.PositiveSmallIntegerField(default=12)
    version = models.PositiveIntegerField(default=1)
    rules_text = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField(default=1)
    note = models.TextField(blank=True)
    decision_text = models.TextField(blank=True)
    """Words with a refusal, for its starter; with a stop or a take-down, for everybody."""
    decision_code = models.CharField(max_length=16, blank=True, db_default="")
    """Why it was stopped or taken down; "" where it was not, or where the reason can't be told."""
    is_stopped = models.BooleanField(db_default=False)
    """Closed by the staff, not by its starter."""
    hidden = models.CharField(max_length=LONGEST_STORED, blank=True, db_default="")
    """Names of the parts that the staff have hidden, between blanks: photo story:2 title source:1."""
    is_sensitive = models.BooleanField(default=False, db_default=False)
    """Signing may be dangerous: the log takes signatures in groups. Never taken back once it is published."""
    let_go = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    """The last time that signing was opened again."""
    grace_ended_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    """Two people of the staff have deleted it: the row stays, and nothing of what was written is in it any more."""

    class Meta:
        """Indexes of the lists, the queue and the desk."""

        indexes: ClassVar = [
            models.Index(fields=["state", "-published_at", "-id"], name="petition_list"),
            models.Index(fields=["state", "pid"], name="petition_rank"),
        ]

    def __str__(self) -> str:
        """Its address."""
        return self.slug


class OtherAddress(models.Model):
    """Where a petition stood before its title was hidden, or while it was: this leads to where it stands now."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="other_address")
    slug = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        """The address."""
        return self.slug


class TextVersion(models.Model):
    """One text of a petition in all its languages; never changes once it has its `text_hash`, until it is deleted."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="versions")
    v = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    text_hash = models.CharField(max_length=44, blank=True)
    """Standard base64 of the SHA-256 of `hashed_text`; "" until published."""
    hashed_text = models.TextField(blank=True)
    """The very characters that were hashed (docs/texts.md), kept so that they can be served for ever."""

    class Meta:
        """A petition counts its versions."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "v"], name="one_version_per_number")]

    def __str__(self) -> str:
        """Petition and number."""
        return f"{self.petition_id} v{self.v}"


class VersionText(models.Model):
    """A version in one language."""

    version = models.ForeignKey(TextVersion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True)
    story = models.TextField(blank=True)
    """Markdown."""

    class Meta:
        """A version says a thing once per language."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "language"], name="one_text_per_language")]

    def __str__(self) -> str:
        """The title."""
        return self.title


class TitleWord(models.Model):
    """A word of a public petition's title, folded; finds similar petitions by index on every database."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="title_words")
    word = models.CharField(max_length=40)

    class Meta:
        """Looked up by word."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["word", "petition"], name="one_title_word")]

    def __str__(self) -> str:
        """The word."""
        return self.word


class Addressee(models.Model):
    """Directory of those who can be asked."""

    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    wikidata = models.CharField(max_length=16, blank=True)
    is_checked = models.BooleanField(default=False)

    class Meta:
        """The same words are the same addressee."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "office", "body"], name="one_entry_per_addressee")
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name


class AddresseeWord(models.Model):
    """A word of an addressee's name, office or body, folded; finds by index."""

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        """Looked up by word."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["word", "addressee"], name="one_addressee_word")]

    def __str__(self) -> str:
        """The word."""
        return self.word


class PetitionAddressee(models.Model):
    """Whom this petition asks, in order."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="asked")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="asked_by")
    order = models.PositiveSmallIntegerField()

    class Meta:
        """Asked once, in order."""

        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "addressee"], name="asked_once"),
            models.UniqueConstraint(fields=["petition", "order"], name="one_addressee_per_place"),
        ]

    def __str__(self) -> str:
        """Place and addressee."""
        return f"{self.order}. {self.addressee_id}"


class Source(models.Model):
    """What a petition rests on; shown as a numbered list."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="sources")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    date = models.CharField(max_length=40, blank=True)
    link = models.CharField(max_length=1000, blank=True)

    class Meta:
        """Numbered."""

        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "order"], name="one_source_per_place")]

    def __str__(self) -> str:
        """The title."""
        return self.title


class Photo(models.Model):
    """A petition's photo; the files lie under DATA/media, named by content."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="photo")
    key = models.CharField(max_length=64)
    """Hex SHA-256 of the largest re-encoded JPEG."""
    caption = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=1000, blank=True)
    width = models.PositiveIntegerField()
    """Pixels of the largest size."""
    height = models.PositiveIntegerField()
    widths = models.JSONField(default=list)
    """Widths that exist as files, ascending; the last is `width`."""

    def __str__(self) -> str:
        """The key."""
        return self.key


class PhotoFile(models.Model):
    """One size of a photo, where the database is shared: a node that did not take it has no file of it."""

    name = models.CharField(max_length=100, unique=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        """The file's name."""
        return self.name


class Gathering(Outbox):
    """That a petition looks for supporters before it is public, or did; the letters about it leave from here."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="gathering")
    needed = models.PositiveSmallIntegerField()
    """As many as the site asked for when it began: a setting that changes does not move the mark."""
    text_hash = models.CharField(max_length=44)
    """Of the text that supporters read and sign."""
    rules_hash = models.CharField(max_length=44)
    """Of the rules that they are promised."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When there were enough, or when it lapsed."""
    confirmed = models.PositiveIntegerField(db_default=0)
    """How many had confirmed when they were counted last, the starter apart: what whoever knows no address can show."""
    reminded_at = models.DateTimeField(null=True)
    """When its starter was reminded that it will lapse."""
    link_number = models.PositiveIntegerField(db_default=0)
    """How often the secret link was exchanged for another."""
    link_since = models.DateTimeField(null=True)
    """Since when the present link leads here; null: from the beginning."""

    class Meta:
        """Found by what is due, and by age while it goes on."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="gathering_due"),
            models.Index(fields=["began_at"], condition=Q(ended_at__isnull=True), name="gathering_open"),
        ]

    def __str__(self) -> str:
        """Of which petition."""
        return f"supporters of {self.petition_id}"
