"""The invented crowd that signs the demonstration's petitions: the same people for the same seed, everywhere."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("crowd.toml")


@dataclass(frozen=True, slots=True)
class Somebody:
    """One invented person; the address is of a domain that nobody can own (RFC 2606)."""

    name: str
    email: str
    country: str
    place: str
    shows_name: bool
    wants_updates: bool


def people(crowd: str, amount: int, *, seed: int) -> Iterator[Somebody]:
    """This many people of a crowd, each with an address of their own; a name comes again when all have been drawn."""
    drawn = random.Random(f"{crowd} {seed}")  # noqa: S311 - invented people keep no secrets
    data = _data()[crowd]
    names = _names(crowd)
    drawn.shuffle(names)
    countries, weights = list(data["countries"]), list(data["countries"].values())
    for number in range(amount):
        country = drawn.choices(countries, weights)[0]
        yield Somebody(
            name=names[number % len(names)],
            email=f"{crowd}.{seed}.{number + 1:05}@example.org",
            country=country,
            place=drawn.choice(data["places"]) if country == countries[0] else "",
            shows_name=drawn.random() < 0.35,
            wants_updates=drawn.random() < 0.2,
        )


def _names(crowd: str) -> list[str]:
    data = _data()[crowd]
    return [
        " ".join({"given": given, "family": family}[part] for part in data["order"].split())
        for group in data["groups"]
        for given in group["given"]
        for family in group["family"]
    ]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))
