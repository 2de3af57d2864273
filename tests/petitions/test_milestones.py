"""No sentence is ever false: each claim is compared with the counts themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.goals import next_goal
from undersigned.petitions.rules.milestones import Milestone, Outcome, milestone, standing_among

TWENTY = [1000 * number for number in range(1, 21)]

CASES = [
    # count, goal, the others' counts -> outcome, rank at the goal, of, level, among the most signed
    (0, 100, [], Outcome.ALONE, 1, 1, 0, False),
    (7_000_000, 7_500_000, [], Outcome.ALONE, 1, 1, 0, False),
    (500, 1000, [499], Outcome.LEADS, 1, 2, 0, False),
    (500, 1000, [0] * 30, Outcome.LEADS, 1, 31, 0, True),
    (0, 100, [0], Outcome.FIRST, 1, 2, 0, False),
    (0, 100, [0, 99], Outcome.FIRST, 1, 3, 0, False),
    (50, 100, [99, 50, 3], Outcome.FIRST, 1, 4, 0, False),
    (0, 100, [100], Outcome.LEVEL, 1, 2, 1, False),
    (0, 100, [100, 100, 5], Outcome.LEVEL, 1, 4, 2, False),
    (0, 100, [101, 100, 99], Outcome.LEVEL, 2, 4, 1, False),
    (0, 100, [101, 102], Outcome.STAYS, 3, 3, 0, False),
    (0, 100, [101, 0], Outcome.STAYS, 2, 3, 0, False),
    (0, 100, [101, 50], Outcome.CLIMBS, 2, 3, 0, False),
    (0, 25_000, [30_000] * 6 + [3] * 1197, Outcome.CLIMBS, 7, 1204, 0, True),
    (0, 19_500, TWENTY, Outcome.CLIMBS, 2, 21, 0, True),
    (0, 18_500, TWENTY, Outcome.CLIMBS, 3, 21, 0, False),
    # nineteen others: twenty in all, the first tenth are two
    (0, 18_500, TWENTY[:19], Outcome.CLIMBS, 2, 20, 0, True),
    (0, 17_500, TWENTY[:18], Outcome.CLIMBS, 2, 19, 0, False),
    # level with the second of twenty: it might be the third
    (0, 18_000, TWENTY[:19], Outcome.LEVEL, 2, 20, 1, False),
    (0, 19_000, TWENTY[:19], Outcome.LEVEL, 1, 20, 1, True),
    # all the others exactly at the goal: nobody is "one of the most signed"
    (0, 100, [100] * 40, Outcome.LEVEL, 1, 41, 40, False),
    (6_000_000, 7_500_000, [8_000_000, 6_500_000], Outcome.CLIMBS, 2, 3, 0, False),
]


@pytest.mark.parametrize(("count", "goal", "others", "outcome", "rank", "of", "level", "is_among"), CASES)
def test_cases(count, goal, others, outcome, rank, of, level, is_among):
    found = milestone(goal, standing_among(count, goal, others))
    assert found == Milestone(outcome, goal, 1 + sum(one > count for one in others), rank, of, level, is_among)


counts = st.integers(0, 30) | st.integers(0, 20_000_000)
worlds = st.tuples(counts, st.none() | st.integers(1, 40), st.lists(counts, max_size=45))


def place(number: int, others: list[int]) -> int:
    """The place in a sorted list, ties first: found another way than the code does."""
    return sorted([*others, number], reverse=True).index(number) + 1


@given(worlds)
def test_every_claim_is_true_of_the_counts(world):
    count, own, others = world
    goal = next_goal(count, own)
    found = milestone(goal, standing_among(count, goal, others))
    now, then = place(count, others), place(goal, others)
    assert (found.rank_now, found.rank, found.of) == (now, then, len(others) + 1)
    claims = {
        Outcome.ALONE: others == [],
        Outcome.LEADS: bool(others) and all(count > other for other in others),
        Outcome.FIRST: all(goal > other for other in others) and any(other >= count for other in others),
        Outcome.LEVEL: others.count(goal) == found.level > 0,
        Outcome.CLIMBS: 1 < then < now and goal not in others,
        Outcome.STAYS: then == now > 1 and goal not in others,
    }
    assert claims[found.outcome]
    # ... and of no other outcome: each world has one true sentence.
    assert [outcome for outcome, is_true in claims.items() if is_true] == [found.outcome]


@given(worlds)
def test_one_of_the_most_signed_is_said_in_the_first_tenth_of_at_least_twenty_only(world):
    count, own, others = world
    goal = next_goal(count, own)
    found = milestone(goal, standing_among(count, goal, others))
    ahead_or_level = sum(other >= goal for other in others)
    assert found.is_among_most_signed == (len(others) + 1 >= 20 and (1 + ahead_or_level) / (len(others) + 1) <= 0.1)
