"""What is an unusual concentration among the signings of one petition in one stretch of time. All thresholds are here.

A cluster says "look here", never "this is forged": a school, a choir and a village festival are concentrations, too.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

LOOKED_BACK: Final = timedelta(hours=24)
LOOKED_AT_MOST: Final = 60_000
"""Signings of one petition, the newest of that time."""
LEAST: Final = 40
"""Fewer from one network or domain, or with one pattern, are no cluster, however few there are in all."""
LEAST_SHARE: Final = 0.02
"""Nor is a smaller part of the petition's signings of that time."""
MINUTE_LEAST: Final = 100
MINUTE_TIMES: Final = 10
"""A minute with so many times the signings of the usual (median) minute in which anybody signed."""
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


class Signing(NamedTuple):
    """What the search knows of one signing."""

    at: datetime
    network: str
    """Hexadecimal mark; "" where unknown."""
    domain: str
    """"" for big providers, which are nobody's own."""
    local: str
    """The part of the address before the at sign."""
    country: str
    place: str
    """Folded; "" where none was typed."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One concentration: `number` of `whole` signings."""

    kind: Kind
    subject: str = field(repr=False)
    """The mark, the domain, the minute in ISO 8601, the pattern, or country and place."""
    number: int
    whole: int


def clusters(
    signings: Sequence[Signing], *, countries: Mapping[str, int], places: Mapping[tuple[str, str], int]
) -> list[Cluster]:
    """All concentrations among these, the largest first. `countries` and `places`: how many people live there."""
    whole = len(signings)
    found = [
        *_shares(Kind.NETWORK, (one.network for one in signings), whole),
        *_shares(Kind.DOMAIN, (one.domain for one in signings), whole),
        *_shares(Kind.NAMES, (shape(one.local) for one in signings), whole),
        *_minutes(signings),
        *_areas(Counter(one.country for one in signings), whole, lambda key: countries.get(key, 0) * COUNTRY_SHARE),
        *_areas(
            Counter(f"{one.country} {one.place}" for one in signings if one.place),
            whole,
            lambda key: places.get((key[:2], key[3:]), 0) * PLACE_SHARE,
        ),
    ]
    return sorted(found, key=lambda cluster: (-cluster.number, cluster.kind, cluster.subject))


def shape(local: str) -> str:
    """The pattern of an address before its at sign, digits as one "#"; "" where it holds none, as most people's do."""
    pattern = re.sub(r"\d+", "#", local.lower())
    # Bare numbers are somebody's habit or their pupils' numbers; a word with a number behind it is a counter.
    return pattern if "#" in pattern and any(letter.isalpha() for letter in pattern) else ""


def _shares(kind: Kind, subjects: Iterable[str], whole: int) -> list[Cluster]:
    counts = Counter(subject for subject in subjects if subject)
    least = max(LEAST, whole * LEAST_SHARE)
    return [Cluster(kind, subject, number, whole) for subject, number in counts.items() if number >= least]


def _minutes(signings: Sequence[Signing]) -> list[Cluster]:
    counts = Counter(one.at.replace(second=0, microsecond=0).isoformat() for one in signings)
    if not counts:
        return []
    least = max(MINUTE_LEAST, MINUTE_TIMES * median(counts.values()))
    return [Cluster(Kind.MINUTE, at, number, len(signings)) for at, number in counts.items() if number >= least]


def _areas(counts: Counter[str], whole: int, plausible: Callable[[str], float]) -> list[Cluster]:
    """An area whose population nobody knows is never called implausible."""
    return [
        Cluster(Kind.AREA, area, number, whole)
        for area, number in counts.items()
        if number >= AREA_LEAST and 0 < plausible(area) < number
    ]
