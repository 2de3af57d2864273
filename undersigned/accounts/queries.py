"""Questions about accounts."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.accounts.rules import LinkPage


def account_by_email(email: str) -> Account | None:
    """The account of this address, whichever way of writing it was used; None where there is none."""
    raise NotImplementedError


def account_by_id(account_id: int) -> Account | None:
    """The account, unless it is shut."""
    raise NotImplementedError


def email_of(account: Account) -> str:
    """The address, unsealed, as it was typed when the account was made."""
    raise NotImplementedError


def link_page(token: str, now: datetime) -> LinkPage | None:
    """What the mailed link's page shows; None where the link is wrong, used or too old. Changes nothing."""
    raise NotImplementedError
