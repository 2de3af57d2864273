"""What reaching the goal would make of a petition, said so that it is true for any counts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TENTH_OF_AT_LEAST: Final = 20
"""Among fewer petitions nobody is "one of the most signed"."""


class Outcome(StrEnum):
    """Which sentence is true."""

    ALONE = "alone"
    """No other petition is published."""
    LEADS = "leads"
    """It has more than every other one already."""
    FIRST = "first"
    """At the goal it has more than every other one, and has not yet."""
    LEVEL = "level"
    """At the goal `level` others have exactly as many: it overtakes none of these."""
    CLIMBS = "climbs"
    """At the goal nobody has as many, and its rank is better than now."""
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
    """1 + the others with more than it has now."""
    rank: int
    """1 + the others with more than the goal."""
    of: int
    """Published petitions, this one included."""
    level: int
    """Others that have exactly the goal's number."""
    is_among_most_signed: bool
    """At the goal it would be in the first tenth of at least twenty, even if it lost every tie."""


def standing_among(count: int, goal: int, others: list[int]) -> Standing:
    """The summary of these counts of the other petitions."""
    return Standing(
        others=len(others),
        above_count=sum(other > count for other in others),
        equal_count=others.count(count),
        above_goal=sum(other > goal for other in others),
        equal_goal=others.count(goal),
    )


def milestone(goal: int, standing: Standing) -> Milestone:
    """What the goal, which is above the count, would make of the petition."""
    of = standing.others + 1
    rank = standing.above_goal + 1
    last_of_tie = rank + standing.equal_goal
    return Milestone(
        outcome=_outcome(standing),
        goal=goal,
        rank_now=standing.above_count + 1,
        rank=rank,
        of=of,
        level=standing.equal_goal,
        is_among_most_signed=of >= TENTH_OF_AT_LEAST and last_of_tie * 10 <= of,
    )


def _outcome(standing: Standing) -> Outcome:
    if standing.others == 0:
        return Outcome.ALONE
    if standing.above_count == 0 and standing.equal_count == 0:
        return Outcome.LEADS
    if standing.equal_goal:
        return Outcome.LEVEL
    if standing.above_goal == 0:
        return Outcome.FIRST
    if standing.above_goal == standing.above_count:
        return Outcome.STAYS
    return Outcome.CLIMBS
