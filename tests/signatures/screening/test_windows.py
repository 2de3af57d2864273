"""A window that slides, kept as two numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signatures.rules.windows import HOUR, MINUTE, Level, advance, recent, window_start


@pytest.mark.parametrize(
    ("unix", "span", "start"),
    [(0, MINUTE, 0), (59.999, MINUTE, 0), (60, MINUTE, 60), (3599, HOUR, 0), (7200.5, HOUR, 7200)],
)  # fmt: skip
def test_where_a_window_begins(unix: float, span: int, start: int) -> None:
    assert window_start(unix, span) == start


@pytest.mark.parametrize(
    ("level", "start", "expected"),
    [
        (Level(60, 5, 3), 60, Level(60, 7, 3)),
        (Level(60, 5, 3), 120, Level(120, 2, 5)),
        (Level(60, 5, 3), 180, Level(180, 2, 0)),
        (Level(60, 5, 3), 0, Level(60, 7, 3)),
    ],
    ids=["inside", "the next", "after a pause", "from a clock that lags"],
)
def test_two_more(level: Level, start: int, expected: Level) -> None:
    assert advance(level, start, 2, MINUTE) == expected


@pytest.mark.parametrize(
    ("unix", "expected"),
    [(60, 14), (90, 9), (119.99, 4.0017), (120, 4), (150, 2), (179.99, 0.0007), (180, 0), (10_000, 0), (59, 14)],
)
def test_the_window_before_fades(unix: float, expected: float) -> None:
    assert recent(Level(60, 4, 10), unix, MINUTE) == pytest.approx(expected, abs=0.001)


@given(st.lists(st.floats(0, 600), min_size=1, max_size=200), st.sampled_from([MINUTE, HOUR]))
def test_a_burst_is_never_missed_and_never_doubled(times: list[float], span: int) -> None:
    """Between what is certain to lie in the sliding window and all that lies in the two fixed ones."""
    level, end = Level(0), max(times)
    for time in sorted(times):
        level = advance(level, window_start(time, span), 1, span)
    estimate = recent(level, end, span)
    current = [time for time in times if time >= level.start]
    both = [time for time in times if time >= level.start - span]
    assert len(current) <= estimate <= len(both)
