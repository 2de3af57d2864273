"""The endless ladder of goals."""

from typing import Final

LADDER: Final = (
    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 75_000, 100_000, 150_000, 200_000, 300_000, 500_000,
    1_000_000,
)  # fmt: skip
"""The steps up to a million, as people know them."""

TENTHS: Final = (15, 20, 30, 50, 75, 100)
"""Above a million: these tenths of the power of ten, and so on without an end."""

HIGHEST_GOAL: Final = 10_000_000_000
"""What a starter may set; more people than there are."""


def next_goal(count: int, set_goal: int | None) -> int:
    """The goal that is shown at this count: the starter's until it is reached, then the first step above the count.

    A goal is reached when the count equals it. Nothing is remembered, so a goal comes back after removals.
    """
    if set_goal is not None and count < set_goal:
        return set_goal
    return _step_above(count)


def percent_of(count: int, goal: int) -> int:
    """How full the bar is, rounded down: 100 only when the goal is reached."""
    return min(100, count * 100 // goal)


def _step_above(count: int) -> int:
    for step in LADDER:
        if step > count:
            return step
    power = int(10 ** (len(str(count)) - 1))
    return next(step for tenths in TENTHS if (step := power * tenths // 10) > count)
