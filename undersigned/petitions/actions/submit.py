"""A draft is handed in."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition


def submit(*, petition_id: int, account: Account | None, publication: str, now: datetime) -> Petition:
    """Without an account the draft waits as `unconfirmed`; with one it is theirs and held or published at once.

    `publication` is the site's setting, `immediate` or `moderated`. Called again with the same account it changes
    nothing (a link opened twice). TextIncomplete names what is missing; StepRefused where the state does not allow it,
    or where it is another account's.
    """
    raise NotImplementedError
