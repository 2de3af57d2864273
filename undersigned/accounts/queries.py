"""Questions about accounts."""

from datetime import datetime
from typing import TypeAlias

from django.contrib.auth.hashers import is_password_usable

from undersigned.accounts.fields import EMAIL_CONTEXT, LETTER_CONTEXT, sign_in_key
from undersigned.accounts.models import Account, AuditEntry, SignInLetter
from undersigned.accounts.rules import LinkPage, Purpose, letter_of, link_ends
from undersigned.keys.site import address_fingerprint, unseal_for_site
from undersigned.mail.addresses.rules import canonical

Person: TypeAlias = Account
"""An account as the shells know it: something that queries give and actions take."""


def account_by_email(email: str) -> Account | None:
    """The account of this address, whichever way of writing it was used; None where there is none."""
    return Account.objects.filter(email_fingerprint=address_fingerprint(canonical(email))).first()


def account_by_id(account_id: int) -> Account | None:
    """The account, unless it is shut."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def email_of(account: Account) -> str:
    """The address, unsealed, as it was typed when the account was made."""
    context = EMAIL_CONTEXT + bytes(account.email_fingerprint)
    return unseal_for_site(bytes(account.email_sealed), context=context).decode()


def letter_address(letter: SignInLetter) -> str:
    """The address that the letter goes to, unsealed."""
    return unseal_for_site(bytes(letter.email_sealed), context=LETTER_CONTEXT + bytes(letter.address)).decode()


def has_password(account: Account) -> bool:
    """Whether the account may be entered by a password, too."""
    return is_password_usable(account.password)


def link_page(token: str, now: datetime) -> LinkPage | None:
    """What the mailed link's page shows; None where the link is wrong, used or too old. Changes nothing."""
    letter_id = letter_of(token, key=sign_in_key())
    letter = SignInLetter.objects.filter(pk=letter_id, used_at=None).first() if letter_id else None
    if letter is None or now >= link_ends(sent_at=letter.letter_sent_at, created_at=letter.created_at):
        return None
    return LinkPage(letter_address(letter), Purpose(letter.purpose), letter.petition_id)


def audit_trail(limit: int = 100) -> list[AuditEntry]:
    """The latest acts of the staff, newest first."""
    return list(AuditEntry.objects.order_by("-id")[:limit])
