"""The public panel of a petition's integrity: what is published, and how coarse it has to be. Pure.

Countries, and places within each, are merged by the rules of tallies, also against every earlier panel and tally. Other
numbers are rounded down to tens, and shares told of such tens in whole percent, so that no difference of two panels
speaks of few people. How many stand and were removed for which reason the public log says exactly; so does the panel.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from undersigned.integrity.rules.clusters import COUNTRY_SHARE, PLACE_SHARE
from undersigned.signatures.rules.tallies import OTHER, Cells, cells, merged

FORMAT: Final = "undersigned-integrity/1"
STEP: Final = 10
PUBLISHED_EVERY: Final = timedelta(hours=1)
LEAST_CHANGE: Final = 0.05
"""A panel is made anew when the signatures have become more or fewer by this part, by ten at least."""
SHARES_FROM: Final = 100
"""Of fewer signatures no share is told: one percent would be a person."""
ELSEWHERE: Final = "*"
"""Stands for all places of a country that the site knows nothing of, and for no place at all."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands in the database at one moment."""

    received: int
    """Signings, by whatever became of them; one person who signs twice is two."""
    confirmed: int
    """Signatures that count."""
    waiting: int
    """Asked for and not confirmed, also where no letter left."""
    removed: Mapping[str, int]
    """By the log's reason; those put back are not among them."""
    busiest_hour: int
    countries: Mapping[str, int]
    known_domains: int
    """Signatures whose mail domain is still known (30 days)."""
    largest_domain: int
    """Of these with the most frequent domain that is no big provider's."""
    disposable: int
    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By country and name, as far as the site knows how many people live there; the others as ELSEWHERE."""
    is_sample: bool = False
    """Places are told from a sample up to the whole."""


def is_due(confirmed: int, before: int | None, age: timedelta | None) -> bool:
    """True where a new panel may be published: `before` and `age` are of the newest, None where there is none."""
    if before is None or age is None:
        return confirmed >= STEP
    return age >= PUBLISHED_EVERY and abs(confirmed - before) >= max(STEP, before * LEAST_CHANGE)


def document(
    figures: Figures,
    *,
    pid: str,
    number: int,
    made_at: datetime,
    earlier: Sequence[Cells],
    populations: Mapping[str, int],
    earlier_places: Sequence[Mapping[str, Cells]] = (),
    people: Mapping[tuple[str, str], int] | None = None,
) -> str:
    """The exact characters that are published; ASCII, ends in a line feed. `people`: by country and place."""
    shown = merged(figures.countries, earlier)
    values: dict[str, Any] = {
        **_head(pid, number, made_at),
        "received_at_least": _floored(figures.received),
        "confirmed": figures.confirmed,
        "waiting_at_least": _floored(figures.waiting),
        "removed": dict(sorted(figures.removed.items())),
        **_shares(figures),
        "countries": shown.named(),
        "implausible_countries": _implausible(shown, populations),
        **_told_places(figures, shown, earlier_places, people or {}),
    }
    return json.dumps(values, indent=2) + "\n"


def _head(pid: str, number: int, made_at: datetime) -> dict[str, Any]:
    at = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"format": FORMAT, "pid": pid, "number": number, "made_at": at}


def read_countries(text: str) -> Cells:
    """The countries of a panel that this site published."""
    return cells(json.loads(text)["countries"])


def read_places(text: str) -> dict[str, Cells]:
    """The places of a panel that this site published, by country."""
    return {country: cells(named) for country, named in json.loads(text).get("places", {}).items()}


def areas(values: Mapping[str, Any], populations: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Country, signatures, and people for each signature there (0 where unknown); the most signatures first."""
    named = [(name, count) for name, count in values["countries"].items() if name != OTHER]
    return [(name, n, populations.get(name, 0) // n) for name, n in sorted(named, key=lambda pair: (-pair[1], pair[0]))]


def place_lines(values: Mapping[str, Any], people: Mapping[tuple[str, str], int]) -> list[tuple[str, str, int, int]]:
    """Country, place, signatures, and the people who live there (0 where unknown); the most signatures first."""
    found = [
        (country, name, number, people.get((country, name), 0))
        for country, named in values.get("places", {}).items()
        for name, number in named.items()
        if name not in {OTHER, ELSEWHERE}
    ]
    return sorted(found, key=lambda line: (-line[2], line[0], line[1]))


def _places(figures: Figures, countries: Cells, earlier: Sequence[Mapping[str, Cells]]) -> dict[str, Cells]:
    """By country, merged as countries are: what is left of a country whose number is shown speaks of few people, too.

    Only countries that are shown themselves, and of those only where a place can be named.
    """
    found = {}
    for country, counts in figures.places.items():
        shown = merged(counts, [before[country] for before in earlier if country in before])
        if country in countries.shown and shown.shown.keys() - {ELSEWHERE}:
            found[country] = shown
    return found


def _told_places(
    figures: Figures, countries: Cells, earlier: Sequence[Mapping[str, Cells]], people: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    places = _places(figures, countries, earlier)
    return {
        "places": {country: found.named() for country, found in sorted(places.items())},
        "places_from_sample": figures.is_sample,
        "implausible_places": _implausible_places(places, people),
    }


def _implausible_places(
    places: Mapping[str, Cells], people: Mapping[tuple[str, str], int]
) -> list[dict[str, str | int]]:
    lines = [(country, name, number) for country, found in places.items() for name, number in found.shown.items()]
    return [
        {"country": country, "place": name, "signatures": number, "people": people[country, name]}
        for country, name, number in sorted(lines)
        if 0 < people.get((country, name), 0) * PLACE_SHARE < number
    ]


def _shares(figures: Figures) -> dict[str, int | None]:
    return {
        "percent_in_busiest_hour": _percent(figures.busiest_hour, figures.confirmed),
        "percent_with_largest_own_domain": _percent(figures.largest_domain, figures.known_domains),
        "percent_with_disposable_domain": _percent(figures.disposable, figures.known_domains),
    }


def _implausible(shown: Cells, populations: Mapping[str, int]) -> list[str]:
    named = sorted(shown.shown.items())
    return [name for name, count in named if 0 < populations.get(name, 0) * COUNTRY_SHARE < count]


def _floored(number: int) -> int:
    return number // STEP * STEP


def _percent(part: int, whole: int) -> int | None:
    """The share of tens in tens, rounded down: 0 for fewer than ten, whatever percent of the whole they are."""
    return 100 * _floored(part) // _floored(whole) if whole >= SHARES_FROM else None
