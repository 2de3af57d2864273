"""Let in who knows the password."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from undersigned.accounts.actions.count_try import count_try
from undersigned.accounts.actions.forget_tries import forget_tries
from undersigned.accounts.models import Account
from undersigned.accounts.rules import LONGEST_PASSWORD
from undersigned.keys.site import address_fingerprint
from undersigned.mail.addresses.rules import canonical


def sign_in_by_password(*, email: str, password: str, now: datetime) -> Account | None:
    """The account, or None: wrong, unknown, without a password, shut and slowed down look alike and cost alike.

    Every try is counted before it is looked at, so a hundred at once are no way round the waiting. The mailed link
    knows nothing of this and always works.
    """
    address = address_fingerprint(canonical(email))
    if not count_try(address=address, now=now) or len(password) > LONGEST_PASSWORD:
        return None
    account = Account.objects.filter(email_fingerprint=address, is_active=True).first()
    # make_password(None) can't be matched, and checking it takes as long as checking a real one.
    encoded = account.password if account is not None else make_password(None)
    if not check_password(password, encoded) or account is None:
        return None
    forget_tries(address=address)
    return account
