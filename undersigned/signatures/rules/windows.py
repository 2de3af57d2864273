"""How many lately: a window that slides, kept as two numbers."""

from datetime import datetime
from typing import Final, NamedTuple

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
SPANS: Final = (MINUTE, HOUR, DAY)
"""Seconds; which of them a subject is counted in stands in `screening.subjects`."""


class Level(NamedTuple):
    """Numbers of the current fixed window, which began at `start` (Unix seconds), and of the one before it."""

    start: int
    number: int = 0
    before: int = 0


def is_many(number: float, floor: int, share: float, whole: float) -> bool:
    """True above the floor and above this share of the whole: what is much in a village is nothing in a storm."""
    return number > floor and number > share * whole


def hour_of(now: datetime) -> datetime:
    """The beginning of the clock hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def window_start(unix: float, span: int) -> int:
    """Beginning of the fixed window of `span` seconds that holds this time."""
    return int(unix // span) * span


def advance(level: Level, start: int, number: int, span: int) -> Level:
    """`number` more in the window that begins at `start`. A clock that lags counts into the newer window."""
    if start <= level.start:
        return Level(level.start, level.number + number, level.before)
    return Level(start, number, level.number if start == level.start + span else 0)


def recent(level: Level, unix: float, span: int) -> float:
    """How many in the last `span` seconds: the part of the window before that still lies inside is estimated evenly."""
    passed = unix - level.start
    if passed >= 2 * span:
        return 0.0
    if passed >= span:
        return level.number * (2 * span - passed) / span
    return level.number + level.before * (span - max(passed, 0.0)) / span
