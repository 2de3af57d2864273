"""Make an account of the staff."""

from datetime import datetime

from undersigned.accounts.models import Account


def create_staff(*, email: str, role: str, password: str | None = None, language: str = "", now: datetime) -> Account:
    """The address has an account with this role, and this password if one is given; recorded in the audit trail.

    Repeating it changes the role and leaves the rest. Raises ValueError for a role that there is not and
    AddressRefused for an address that can't be one.
    """
    raise NotImplementedError
