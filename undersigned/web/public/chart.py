"""The drawing of a history: from times and numbers to the points of an SVG, pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from undersigned.ledger.history import CountPoint

WIDTH, HEIGHT = 640, 200


@dataclass(frozen=True, slots=True)
class Chart:
    """A line in a box of WIDTH by HEIGHT, the area under it, and what its edges stand for."""

    line: str
    area: str
    top: int
    """The number at the upper edge; the lower one is 0."""
    start: datetime
    end: datetime
    rows: tuple[CountPoint, ...]
    """The same in words, for a table: few enough to be read, newest first."""

    @property
    def is_long(self) -> bool:
        """The hour of a row says nothing."""
        return self.end - self.start > timedelta(days=2)


def chart(points: Sequence[CountPoint], now: datetime, *, most_rows: int = 24) -> Chart | None:
    """The chart of these points up to `now`; None where there is no line to draw yet."""
    if len(points) < 2 or not any(point.count for point in points):
        return None
    start, end = points[0].at, max(now, points[-1].at)
    top = round_above(max(point.count for point in points))
    whole = (end - start).total_seconds()
    places = [
        (_tenth(WIDTH * (at - start).total_seconds() / whole), _tenth(HEIGHT - HEIGHT * count / top))
        for at, count in [*((point.at, point.count) for point in points), (end, points[-1].count)]
    ]
    line = " ".join(f"{x},{y}" for x, y in places)
    return Chart(line, f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}", top, start, end, _rows(points, most_rows))


def round_above(count: int) -> int:
    """The first of 10, 20, 50, 100, 200 … that is not below the number."""
    power = 10
    while power * 5 < count:
        power *= 10
    return next(step for step in (power, power * 2, power * 5) if step >= count)


def _rows(points: Sequence[CountPoint], most: int) -> tuple[CountPoint, ...]:
    step = -(-len(points) // most)
    return tuple(points[::-1][::step])


def _tenth(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
