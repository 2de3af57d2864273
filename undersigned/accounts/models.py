"""Accounts, the letters that sign them in, tries of passwords, and the audit trail."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from undersigned.accounts.rules import Factor, Purpose, Role, Standing, TwoPersonAct
from undersigned.mail.models import Outbox


class AccountManager(BaseUserManager["Account"]):
    """Accounts come into being by `ensure_account` and `create_staff` alone."""


class Account(AbstractBaseUser):
    """A starter or a person of the staff; found by a keyed hash of the address, which is kept sealed only."""

    last_login = None
    email_fingerprint = models.BinaryField(max_length=32, unique=True)
    email_sealed = models.BinaryField()
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    role = models.CharField(max_length=16, blank=True, choices=[(role.value, role.name) for role in Role])
    is_active = models.BooleanField(default=True)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    is_factor_exempt = models.BooleanField(default=False, db_default=False)
    """Comes in without a second factor; believed on a demonstration alone."""

    objects = AccountManager()

    USERNAME_FIELD = "email_fingerprint"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"account {self.pk}"


class SignInLetter(Outbox):
    """One link asked for, by an address that may or may not have an account; its letter is sent from here.

    The token is derived from the id and stands nowhere. `petition_id` is a plain number: petitions are above accounts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.BinaryField(max_length=32)
    email_sealed = models.BinaryField()
    language = models.CharField(max_length=12)
    purpose = models.CharField(max_length=16, choices=[(purpose.value, purpose.name) for purpose in Purpose])
    next_path = models.CharField(max_length=200, blank=True)
    petition_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Found by what is due, by address and by age."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="signinletter_due"),
            models.Index(fields=["address", "purpose", "created_at"], name="signinletter_address"),
            models.Index(fields=["created_at"], name="signinletter_created"),
        ]

    def __str__(self) -> str:
        return f"sign-in letter {self.pk}"


class PasswordTries(models.Model):
    """Wrong passwords in a row for one address, with or without an account, and until when no further one is read."""

    address = models.BinaryField(max_length=32, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.wrong} wrong passwords"


class Authenticator(models.Model):
    """One second factor of an account: an app's secret, or a passkey's public part; sealed, both."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="authenticators")
    kind = models.CharField(max_length=8, choices=[(factor.value, factor.name) for factor in Factor])
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()
    last_used = models.BigIntegerField(null=True, help_text="the app's last time step; the passkey's counter")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RecoveryCode(models.Model):
    """The keyed hash of one code on paper that stands for the second factor, once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    code_hash = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class StaffSession(models.Model):
    """One browser in which a person of the staff is signed in; without its row the browser is nobody's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="staff_sessions")
    browser = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, help_text="when the second factor was shown")

    def __str__(self) -> str:
        return f"session of account {self.account_id}"


class Proposal(models.Model):
    """An act that one person of the staff proposed and another approves, or that waits a day where nobody can."""

    act = models.CharField(max_length=24, choices=[(act.value, act.name) for act in TwoPersonAct])
    subject = models.BigIntegerField(help_text="id of the account or petition that it is about")
    detail = models.CharField(max_length=40, blank=True, help_text="the role, the reason's code, or the purpose")
    about = models.CharField(max_length=200, help_text="as the audit trail names it")
    reason = models.TextField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="when it is done without a second person; null: never")
    standing = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Standing])
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.act} of {self.about}"


class StaffNotice(Outbox):
    """A letter to one person of the staff about a proposal, or about an act of which the audit trail tells."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey("AuditEntry", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        """Found by what is due."""

        indexes: ClassVar = [
            models.Index(fields=["letter_due"], condition=Q(letter_due__isnull=False), name="staffnotice_due"),
        ]

    def __str__(self) -> str:
        return f"notice to account {self.account_id}"


class AuditEntry(models.Model):
    """Who of the staff did what, to what, why and when. Rows are added and never changed or deleted."""

    actor = models.CharField(max_length=100)
    verb = models.CharField(max_length=64)
    object = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.object}"
