"""Let the bearer of a mailed link in."""

from datetime import datetime

from undersigned.accounts.rules import SignedIn


def sign_in(*, token: str, now: datetime) -> SignedIn | None:
    """Whom the link signs in, once; None where it is wrong, used, too old or its account is shut.

    With purpose `submit` the account comes into being here. The address counts as confirmed from now on. What the
    purpose asks for beyond that (handing in the petition) is the shell's, in the same transaction.
    """
    raise NotImplementedError
