"""Make sure that an address has an account."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from undersigned.accounts.fields import EMAIL_CONTEXT
from undersigned.accounts.models import Account
from undersigned.keys.site import address_fingerprint, seal_for_site
from undersigned.mail.addresses.rules import canonical


def ensure_account(*, email: str, language: str = "", name: str = "", now: datetime) -> Account:
    """The account of this address, made now if there was none; an account that exists stays as it is.

    One account per canonical address by constraint, however many ask at once. A new one has no password and is
    unconfirmed until its mailbox has answered.
    """
    fingerprint = address_fingerprint(canonical(email))
    with transaction.atomic():
        account, _made = Account.objects.get_or_create(
            email_fingerprint=fingerprint,
            defaults={
                "email_sealed": seal_for_site(email.encode(), context=EMAIL_CONTEXT + fingerprint),
                "name": name,
                "language": language,
                "password": make_password(None),
                "created_at": now,
            },
        )
    return account
