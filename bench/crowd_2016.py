"""Who signed in 2016, as a plan: people who meant it, scripts, and hired hands. Pure, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

DAY: Final = timedelta(hours=24)
SCRIPT_DOMAIN: Final = "petition-crowd.example"
VILLAGE: Final = "Little Wending"
VILLAGERS: Final = 800
SCHOOL: Final = "192.0.2.77"
FIRST: Final = 22
BIG: Final = ("gmail.com", "outlook.com", "yahoo.com", "gmx.de", "icloud.com")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One form that arrives."""

    at: datetime
    kind: str
    """first, honest, pupil, script, village, trap or hired; the last four are forged."""
    name: str
    email: str
    country: str
    place: str
    network: str
    trap: str = ""

    @property
    def is_forged(self) -> bool:
        """True where no person signed for themselves."""
        return self.kind in {"script", "village", "trap", "hired"}


def arrivals(start: datetime, crowd: int, forged: int, seed: int = 2016) -> list[Arrival]:
    """FIRST quiet signatures, then within a day a crowd, of which so many are forged; in order of time.

    Of the forged six tenths come by scripts from five networks with one mail domain, two tenths are said to live in a
    village of 800, a tenth fills the field that nobody sees, and a tenth are people hired behind the school's address.
    """
    chance = random.Random(seed)
    people = [_honest(start - DAY * (number + 1) / FIRST, "first", number, chance) for number in range(FIRST)]
    people += [_honest(_moment(start, chance), "honest", number, chance) for number in range(crowd - forged)]
    people += [_pupil(start + timedelta(hours=2), chance) for _ in range(min(200, crowd // 50))]
    people += _forged(start, forged, chance)
    return sorted(people, key=lambda one: one.at)


def _moment(start: datetime, chance: random.Random) -> datetime:
    """More of them soon after the news than at night."""
    return start + DAY * min(chance.betavariate(1.4, 2.4), 0.999)


def _honest(at: datetime, kind: str, number: int, chance: random.Random) -> Arrival:
    """Their own network, mostly; one of twenty behind a carrier's address that hundreds share."""
    domain = chance.choice(BIG) if chance.random() < 0.8 else f"firm{chance.randrange(20_000)}.example"
    shared = chance.random() < 0.05
    network = f"198.51.100.{chance.randrange(64)}" if shared else _address(chance)
    name = "".join(chance.choice("abcdefghijklmnoprstuvz") for _ in range(9))
    tail = str(chance.randrange(100)) if chance.random() < 0.3 else ""
    country = chance.choices(("GB", "IE", "FR", "DE", "TR"), (80, 8, 5, 4, 3))[0]
    return Arrival(at, kind, f"{name.title()} Q{number}", f"{name}.{kind[0]}{tail}@{domain}", country, "", network)


def _pupil(start: datetime, chance: random.Random) -> Arrival:
    """An assembly of half an hour behind one address."""
    name = "".join(chance.choice("abcdefghijklmnoprstuvz") for _ in range(10))
    at = start + timedelta(minutes=30) * chance.random()
    return Arrival(at, "pupil", f"Pupil {name.title()}", f"{name}@gmail.com", "GB", "", SCHOOL)


def _forged(start: datetime, forged: int, chance: random.Random) -> Iterator[Arrival]:
    shares = (("script", 0.6), ("village", 0.2), ("trap", 0.1), ("hired", 0.1))
    number = 0
    for kind, share in shares:
        for _ in range(round(forged * share)):
            number += 1
            at = start + timedelta(hours=4) + timedelta(hours=3) * chance.random()
            domain = "gmail.com" if kind == "hired" else SCRIPT_DOMAIN
            network = SCHOOL if kind == "hired" else f"203.0.113.{1 + number % 5}"
            word = "".join(chance.choice("abcdefghijklmnoprstuvz") for _ in range(9)) if kind == "hired" else "voice"
            yield Arrival(
                at=at,
                kind=kind,
                name=f"Voice {number}",
                email=f"{word}{number}@{domain}",
                country="GB",
                place=VILLAGE if kind == "village" else "",
                network=network,
                trap="x" if kind == "trap" else "",
            )


def _address(chance: random.Random) -> str:
    return f"{chance.randrange(11, 170)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
