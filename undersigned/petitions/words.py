"""The sentences about the count and the milestone, in the reader's language and number format."""

from datetime import datetime

from undersigned.petitions.rules.milestones import Milestone


def counter_sentence(count: int, goal: int, language: str) -> str:
    """"0 have signed. Our goal is 25,000." in this language."""
    raise NotImplementedError


def milestone_sentence(milestone: Milestone, language: str, now: datetime) -> str:
    """The true sentence about reaching the goal, with the time at which it is true."""
    raise NotImplementedError
