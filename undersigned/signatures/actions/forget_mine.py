"""Links to my signatures are forgotten."""

from datetime import datetime

from undersigned.accounts.rules import LETTER_KEPT
from undersigned.keys.site import address_fingerprint
from undersigned.mail.addresses.rules import canonical
from undersigned.signatures.models import MineLetter


def forget_mine(*, now: datetime) -> int:
    """Letters with links older than a day are gone; returns how many. A sweep."""
    return MineLetter.objects.filter(created_at__lt=now - LETTER_KEPT).delete()[0]


def forget_mine_of(*, email: str) -> int:
    """All letters with links to this address are gone, and what they opened is closed; returns how many."""
    return MineLetter.objects.filter(address=address_fingerprint(canonical(email))).delete()[0]
