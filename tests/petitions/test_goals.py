"""The ladder: as people know it up to a million, and without an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.goals import LADDER, next_goal, percent_of

CASES = [
    (0, 100), (99, 100), (100, 200), (199, 200), (200, 500), (500, 1_000), (1_000, 2_000), (2_000, 5_000),
    (5_000, 10_000), (9_999, 10_000), (10_000, 25_000), (25_000, 50_000), (50_000, 75_000), (75_000, 100_000),
    (100_000, 150_000), (150_000, 200_000), (200_000, 300_000), (300_000, 500_000), (500_000, 1_000_000),
    (999_999, 1_000_000), (1_000_000, 1_500_000), (1_500_000, 2_000_000), (2_000_000, 3_000_000),
    (3_000_000, 5_000_000), (5_000_000, 7_500_000), (7_500_000, 10_000_000), (9_999_999, 10_000_000),
    (10_000_000, 15_000_000), (75_000_000, 100_000_000), (100_000_000, 150_000_000), (7_999_999_999, 10_000_000_000),
]  # fmt: skip


@pytest.mark.parametrize(("count", "goal"), CASES)
def test_the_next_goal_is_the_first_step_above_the_count(count, goal):
    assert next_goal(count, None) == goal


@pytest.mark.parametrize(
    ("count", "own", "goal"),
    [(0, 25_000, 25_000), (24_999, 25_000, 25_000), (25_000, 25_000, 50_000), (25_001, 25_000, 50_000),
     (0, 7, 7), (7, 7, 100), (6, 7, 7), (150, 120, 200), (0, 30_000, 30_000), (30_000, 30_000, 50_000)],
)  # fmt: skip
def test_the_starters_goal_stands_until_it_is_reached_and_comes_back_after_removals(count, own, goal):
    assert next_goal(count, own) == goal


@given(st.integers(0, 10**15), st.none() | st.integers(1, 10**13))
def test_a_goal_is_always_above_the_count_and_never_falls_while_the_count_rises(count, own):
    goal = next_goal(count, own)
    assert goal > count
    if own is None or count >= own:
        assert next_goal(count + 1, own) >= goal
    assert 0 <= percent_of(count, goal) <= 99


@given(st.integers(1_000_000, 10**15))
def test_above_a_million_steps_are_tenths_of_the_power_of_ten(count):
    digits = str(next_goal(count, None))
    assert digits.rstrip("0") in {"1", "15", "2", "3", "5", "75"}


def test_the_ladder_climbs():
    assert list(LADDER) == sorted(set(LADDER))


def test_the_bar_is_full_only_at_the_goal():
    assert [percent_of(count, 200) for count in (0, 1, 100, 199, 200, 300)] == [0, 0, 50, 99, 100, 100]
