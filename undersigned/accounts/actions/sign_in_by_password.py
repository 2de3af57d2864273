"""Let in who knows the password."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from undersigned.accounts.models import Account, PasswordTries
from undersigned.accounts.rules import LONGEST_PASSWORD, wait_after
from undersigned.keys.site import address_fingerprint
from undersigned.mail.addresses.rules import canonical


def sign_in_by_password(*, email: str, password: str, now: datetime) -> Account | None:
    """The account, or None: wrong, unknown, without a password, shut and slowed down look alike and cost alike.

    Every try is counted before it is looked at, so a hundred at once are no way round the waiting. The mailed link
    knows nothing of this and always works.
    """
    address = address_fingerprint(canonical(email))
    if not _may_try(address, now) or len(password) > LONGEST_PASSWORD:
        return None
    account = Account.objects.filter(email_fingerprint=address, is_active=True).first()
    # make_password(None) can't be matched, and checking it takes as long as checking a real one.
    encoded = account.password if account is not None else make_password(None)
    if not check_password(password, encoded) or account is None:
        return None
    PasswordTries.objects.filter(address=address).delete()
    return account


def _may_try(address: bytes, now: datetime) -> bool:
    with transaction.atomic():
        tries, _made = PasswordTries.objects.select_for_update().get_or_create(
            address=address, defaults={"last_at": now}
        )
        if tries.wait_until is not None and tries.wait_until > now:
            return False
        tries.wrong += 1
        tries.wait_until = now + wait_after(tries.wrong)
        tries.last_at = now
        tries.save(update_fields=["wrong", "wait_until", "last_at"])
    return True
