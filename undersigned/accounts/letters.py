"""The letters that sign people in; the worker asks here what to send."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import translation

from undersigned.accounts.fields import sign_in_key
from undersigned.accounts.models import Account, SignInLetter
from undersigned.accounts.queries import letter_address
from undersigned.accounts.rules import LETTER_KEPT, Purpose, next_letter_at, next_stranger_letter_at, token_of
from undersigned.mail.composing import composed
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter

STRANGER = "stranger"


class SignInLetters(Outboxed[SignInLetter]):
    """An address with an account gets its link; one without gets a letter that says so and how to start."""

    model: ClassVar[type[Outbox]] = SignInLetter

    def render(self, row: SignInLetter, now: datetime) -> Letter | None:
        """The letter in the language of the page that asked for it; None once used, too old or the account shut."""
        kind = _kind(row)
        if kind is None or row.used_at is not None or now >= row.created_at + LETTER_KEPT:
            return None
        with translation.override(row.language):
            return _letter(row, kind)

    def window(self, row: SignInLetter, now: datetime) -> datetime | None:
        """When the caps of rules.py let it go; counted over letters of this kind to this address that did leave."""
        sent = SignInLetter.objects.filter(
            address=bytes(row.address), purpose=row.purpose, letter_sent_at__gt=now - LETTER_KEPT
        ).values_list("letter_sent_at", flat=True)
        moments = [at for at in sent if at is not None]
        return next_stranger_letter_at(moments, now) if _kind(row) == STRANGER else next_letter_at(moments, now)


def _kind(row: SignInLetter) -> str | None:
    account = Account.objects.filter(email_fingerprint=bytes(row.address)).first()
    if account is not None and not account.is_active:
        return None
    return STRANGER if account is None and row.purpose == Purpose.SIGN_IN else row.purpose


def _letter(row: SignInLetter, kind: str) -> Letter:
    prefix = f"{settings.UNDERSIGNED.site_url}/{row.language}"
    words = {
        "link": f"{prefix}/desk/sign-in/{token_of(row.pk, key=sign_in_key())}/",
        "start": f"{prefix}/start/",
    }
    return composed(f"accounts/letters/{kind}", words, to=letter_address(row), language=row.language)
