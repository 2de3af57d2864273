"""Set or change a password."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.accounts.models import Account, PasswordTries
from undersigned.accounts.rules import LONGEST_PASSWORD, PasswordRefused


def set_password(*, account_id: int, password: str) -> Account:
    """The account may be entered by this password; every other session of it has ended. Links go on working.

    Raises PasswordRefused with sentences in the language of the page.
    """
    if faults := _faults_of(password):
        raise PasswordRefused(faults)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        account.password = make_password(password)
        account.save(update_fields=["password"])
        PasswordTries.objects.filter(address=bytes(account.email_fingerprint)).delete()
    return account


def _faults_of(password: str) -> list[str]:
    if len(password) > LONGEST_PASSWORD:
        return [_("A password has at most {count} characters.").format(count=LONGEST_PASSWORD)]
    try:
        validate_password(password)
    except ValidationError as refused:
        return list(refused.messages)
    return []
