"""What reaching the goal would make of a petition, said so that it is true for any counts."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Which sentence is true."""

    ALONE = "alone"
    """No other petition is published."""
    LEADS = "leads"
    """It already has more than every other one."""
    FIRST = "first"
    """At the goal it has more than every other one, and has not yet."""
    LEVEL = "level"
    """At the goal it draws level with `level` others at rank `rank`, overtaking too few or none to stand before them."""
    CLIMBS = "climbs"
    """At the goal it stands alone at rank `rank`, better than now."""
    STAYS = "stays"
    """At the goal its rank is what it is now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Summary of the *other* published petitions, by their shown counts."""

    others: int
    """How many other published petitions there are."""
    above_count: int
    """Of these, how many have more than this petition has now."""
    equal_count: int
    """... exactly as many as this petition has now."""
    above_goal: int
    """... more than the goal."""
    equal_goal: int
    """... exactly as many as the goal."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """The true outcome and its numbers; words.milestone_sentence says it."""

    outcome: Outcome
    goal: int
    rank_now: int
    """1 + the others with more than now."""
    rank: int
    """1 + the others with more than the goal."""
    of: int
    """Published petitions, this one included."""
    level: int
    """Others that have exactly the goal's number."""
    is_among_most_signed: bool
    """At the goal it would be in the first tenth of at least twenty."""
