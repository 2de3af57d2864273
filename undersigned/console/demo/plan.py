"""What the demonstration shows: which petition, since when, signed by whom and how often."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

CONTENT = Path(__file__).with_name("content")


class Standing(StrEnum):
    """Where a petition of the demonstration stands in the end."""

    COLLECTING = "collecting"
    CLOSED = "closed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Planned:
    """One petition of the demonstration."""

    name: str
    """Of its file in content/, without the ending."""
    crowd: str = "en"
    signatures: int = 0
    days: float = 0.0
    """Since its publication."""
    rush: float = 1.0
    """1 is as many every day; above 1 most come at first, below 1 most come lately."""
    is_of_starter: bool = False
    """Whether it stands on the desk of the demonstration's starter."""
    standing: Standing = Standing.COLLECTING
    days_since_close: float = 0.0

    @property
    def file(self) -> Path:
        """The Markdown file."""
        return CONTENT / f"{self.name}.md"


PLAN = (
    Planned("olive-branch", "us", 148, days=44, rush=2.2),
    Planned("peoples-charter", "en", 838, days=43, rush=1.4),
    Planned("womens-suffrage-1866", "en", 366, days=41, rush=1.8),
    Planned("womens-suffrage-1893", "nz", 431, days=40, rush=1.2),
    Planned("lake-bench", "ja", 203, days=38, rush=1.1, standing=Standing.CLOSED, days_since_close=9),
    Planned("night-train", "de", 1287, days=33, rush=0.9),
    Planned("footbridge", "en", 2460, days=27, rush=1.5, is_of_starter=True),
    Planned("femmes-du-tiers-etat", "fr", 97, days=20, rush=1.0),
    Planned("library-sunday", "tr", 386, days=15, rush=0.7),
    Planned("shade-trees", "ar", 41, days=8, rush=0.8),
    Planned("swifts", "el", 64, days=5, rush=1.0),
    Planned("post-office-clock", days=0.02),
    Planned("station-piano", days=0.1, is_of_starter=True, standing=Standing.HELD),
)
DRAFT = CONTENT / "bicycle-pump.md"
TOTAL = sum(planned.signatures for planned in PLAN)

LATELY = [timedelta(minutes=minutes) for minutes in (4, 11, 25, 50, 100, 180, 300, 480)]
STEP = timedelta(hours=10)


def moments(now: datetime) -> list[datetime]:
    """The times at which something happened, oldest first: every ten hours, and closer together towards `now`."""
    oldest = now - timedelta(days=max(planned.days for planned in PLAN))
    ages = list(LATELY)
    while now - ages[-1] > oldest:
        ages.append(ages[-1] + STEP)
    return sorted(now - age for age in ages)


def signing_times(planned: Planned, times: list[datetime], now: datetime, drawn: random.Random) -> Iterator[int]:
    """For each signature the place in `times` at which it is given; later than publication, before the close."""
    first = published_at(planned, times, now)
    last = len(times) - 1
    if planned.standing is Standing.CLOSED:
        last = closed_at(planned, times, now)
    span = (times[last] - times[first]).total_seconds()
    for _ in range(planned.signatures):
        moment = times[first] + timedelta(seconds=span * drawn.random() ** planned.rush)
        yield min(range(first, last + 1), key=lambda place: abs(times[place] - moment))


def published_at(planned: Planned, times: list[datetime], now: datetime) -> int:
    """The place in `times` at which it is published."""
    return _place(times, now - timedelta(days=planned.days))


def closed_at(planned: Planned, times: list[datetime], now: datetime) -> int:
    """The place in `times` at which it is closed."""
    return _place(times, now - timedelta(days=planned.days_since_close))


def _place(times: list[datetime], moment: datetime) -> int:
    return next(place for place, time in enumerate(times) if time >= moment or place == len(times) - 1)
