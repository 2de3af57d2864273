"""Set or change a password."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from undersigned.accounts.models import Account, PasswordTries
from undersigned.accounts.rules import LONGEST_PASSWORD, PasswordRefused


def set_password(*, account_id: int, password: str, now: datetime) -> Account:
    """The account may be entered by this password; every other session of it has ended. Links go on working.

    Raises PasswordRefused with sentences in the language of the page.
    """
    faults: list[str] = []
    try:
        validate_password(password)
    except ValidationError as refused:
        faults = list(refused.messages)
    if faults or len(password) > LONGEST_PASSWORD:
        raise PasswordRefused(faults)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        account.password = make_password(password)
        account.save(update_fields=["password"])
        PasswordTries.objects.filter(address=bytes(account.email_fingerprint)).delete()
    return account
