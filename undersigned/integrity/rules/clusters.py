"""What is an unusual concentration among the signings of one petition in one stretch of time. All thresholds are here.

A cluster says "look here", never "this is forged": a school, a choir and a village festival are concentrations, too.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

LOOKED_BACK: Final = timedelta(hours=24)
OPENED_AT_MOST: Final = 6_000
"""Signings of a petition that are opened for pattern and place; where more came an even sample, told up to all."""
KEPT_AT_MOST: Final = 100_000
"""Subjects of one kind that are counted at once; above it whatever came once is forgotten."""
LEAST: Final = 40
"""Fewer from one network or domain, or with one pattern, are no cluster, however few there are in all."""
LEAST_SHARE: Final = 0.02
"""Nor is a smaller part of the petition's signings of that time."""
MINUTE_LEAST: Final = 100
MINUTE_TIMES: Final = 10
"""A minute with so many times the signings of the usual (median) minute in which anybody signed."""
AGAIN_AFTER: Final = timedelta(days=1)
"""A cluster that no search has seen for so long is told again when it is back."""
AGAIN_TIMES: Final = 10
"""So is one that has grown to so many times the number that was told."""
ALERTS_KEPT: Final = timedelta(days=30)
"""After a search saw it last, as long as marks stand beside signatures."""
AREA_LEAST: Final = 20
COUNTRY_SHARE: Final = 0.05
PLACE_SHARE: Final = 0.25
"""More signings in a day than this part of all people who live there."""


class Kind(StrEnum):
    """What is concentrated."""

    NETWORK = "network"
    DOMAIN = "domain"
    MINUTE = "minute"
    NAMES = "names"
    AREA = "area"


@dataclass(slots=True)
class Looked:
    """What the search has counted of the signings of one petition."""

    whole: int = 0
    networks: Counter[str] = field(default_factory=Counter)
    """By hexadecimal mark."""
    domains: Counter[str] = field(default_factory=Counter)
    """Without big providers, which are nobody's own; those below `least` may be left out."""
    minutes: Counter[str] = field(default_factory=Counter)
    """In ISO 8601."""
    countries: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    """Patterns before the at sign, of those that were opened."""
    places: Counter[str] = field(default_factory=Counter)
    """Country and folded place, of those that were opened."""
    one_in: float = 1.0
    """Of so many signings one was opened."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One concentration: `number` of `whole` signings."""

    kind: Kind
    subject: str = field(repr=False)
    """The mark, the domain, the minute in ISO 8601, the pattern, or country and place."""
    number: int
    whole: int


def clusters(looked: Looked, *, countries: Mapping[str, int], places: Mapping[tuple[str, str], int]) -> list[Cluster]:
    """All concentrations in what was counted, the largest first. `countries`, `places`: how many people live there."""
    found = [
        *_shares(Kind.NETWORK, looked.networks, looked),
        *_shares(Kind.DOMAIN, looked.domains, looked),
        *_shares(Kind.NAMES, looked.shapes, looked, looked.one_in),
        *_minutes(looked),
        *_areas(looked.countries, looked, lambda key: countries.get(key, 0) * COUNTRY_SHARE),
        *_areas(looked.places, looked, lambda key: places.get((key[:2], key[3:]), 0) * PLACE_SHARE, looked.one_in),
    ]
    return sorted(found, key=lambda cluster: (-cluster.number, cluster.kind, cluster.subject))


def is_news(number: int, now: datetime, *, told: int, last_at: datetime) -> bool:
    """True where a cluster that was told, then of `told` signings, and was seen at `last_at`, is to be told again."""
    return now - last_at > AGAIN_AFTER or number >= told * AGAIN_TIMES


def least(whole: int) -> float:
    """From how many on signings with one thing in common are a cluster."""
    return max(LEAST, whole * LEAST_SHARE)


def thin(counts: Counter[bytes]) -> None:
    """What came once is forgotten where there are too many: a storm has hundreds of thousands of networks.

    What is a part of the whole that counts here misses a few at most.
    """
    if len(counts) > KEPT_AT_MOST:
        for subject in [subject for subject, number in counts.items() if number == 1]:
            del counts[subject]


def shape(local: str) -> str:
    """The pattern of an address before its at sign, digits as one "#"; "" where it holds none, as most people's do."""
    pattern = re.sub(r"\d+", "#", local.lower())
    # Bare numbers are somebody's habit or their pupils' numbers; a word with a number behind it is a counter.
    return pattern if "#" in pattern and any(letter.isalpha() for letter in pattern) else ""


def _shares(kind: Kind, counts: Counter[str], looked: Looked, one_in: float = 1.0) -> list[Cluster]:
    told = {subject: round(number * one_in) for subject, number in counts.items() if subject}
    from_here = least(looked.whole)
    return [Cluster(kind, subject, number, looked.whole) for subject, number in told.items() if number >= from_here]


def _minutes(looked: Looked) -> list[Cluster]:
    if not looked.minutes:
        return []
    from_here = max(MINUTE_LEAST, MINUTE_TIMES * median(looked.minutes.values()))
    counts = looked.minutes.items()
    return [Cluster(Kind.MINUTE, at, number, looked.whole) for at, number in counts if number >= from_here]


def _areas(
    counts: Counter[str], looked: Looked, plausible: Callable[[str], float], one_in: float = 1.0
) -> list[Cluster]:
    """An area whose population nobody knows is never called implausible."""
    return [
        Cluster(Kind.AREA, area, round(number * one_in), looked.whole)
        for area, number in counts.items()
        if number >= AREA_LEAST and 0 < plausible(area) < number * one_in
    ]
