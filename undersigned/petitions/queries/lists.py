"""Lists of petitions: by index, a fixed number of queries for any length."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.pages import PetitionList

PAGE_SIZE = 20


def petition_list(
    language: str, now: datetime, *, order: str = "newest", topic: str = "", number: int = 1, size: int = PAGE_SIZE
) -> PetitionList:
    """One page of the public list; order is `newest`, `most_signed` or `open` (open ones, newest first)."""
    raise NotImplementedError


def petitions_of(account: Account) -> list[Petition]:
    """The petitions that this person started, newest first (at most 200)."""
    return list(Petition.objects.filter(starter=account).order_by("-id")[:200])


def held_petitions() -> list[Petition]:
    """What waits for a moderator, oldest first (at most 200)."""
    return list(Petition.objects.filter(state="held").order_by("submitted_at")[:200])
