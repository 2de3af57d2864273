"""Ranks over all published petitions, by the counts that are shown at the moment."""

from datetime import datetime

from undersigned.petitions.rules.milestones import Standing


def standing(pid: str, count: int, goal: int, now: datetime) -> Standing:
    """How the *other* published petitions stand to this count and this goal; one query."""
    raise NotImplementedError


def ranking(pid: str, count: int, now: datetime) -> tuple[int, int]:
    """(rank, of): 1 + other published petitions with more than `count`, and how many there are, this one included."""
    found = standing(pid, count, count, now)
    return found.above_count + 1, found.others + 1
