"""Who signed in 2016, as a plan: people who meant it, scripts, and hired hands. Pure, the same for the same seed.

The shares are assumptions, made to be hard on screening rather than kind: docs/running/replay.md names them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

DAY: Final = timedelta(hours=24)
SCRIPT_DOMAIN: Final = "petition-crowd.example"
SCRIPT_NETWORKS: Final = 5
VILLAGE: Final = "Little Wending"
VILLAGERS: Final = 800
COLLEGE_DOMAIN: Final = "brambleworth-college.example"
CAMPUS: Final = "192.0.2.33"
SCHOOL: Final = "192.0.2.77"
FIRST: Final = 22
FORGED: Final = frozenset({"script", "village", "trap", "hired"})
LETTERS: Final = "abcdefghijklmnoprstuvz"

BIG: Final = ("gmail.com", "hotmail.co.uk", "yahoo.co.uk", "outlook.com", "icloud.com", "btinternet.com")
BIG_SHARES: Final = (48, 18, 11, 8, 8, 7)
PROVIDERS: Final = tuple(f"regional-{number}.example" for number in range(1, 13))
"""Mail providers of a country that the site does not know to be some; the first has one in sixty of all people."""
PROVIDER_SHARES: Final = tuple(accumulate(1 / number for number in range(1, 13)))
CARRIER_SHARES: Final = tuple(accumulate(1 / number**0.5 for number in range(1, 257)))
"""256 addresses behind which the people of all carriers sit; the first has one in ninety of all people."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One form that arrives."""

    at: datetime
    kind: str
    """first, home, mobile, college, pupil or villager; script, village, trap and hired are forged."""
    name: str
    email: str
    country: str
    place: str
    network: str
    trap: str = ""

    @property
    def is_forged(self) -> bool:
        """True where no person signed for themselves."""
        return self.kind in FORGED


def arrivals(start: datetime, crowd: int, forged: int, seed: int = 2016, *, hours: float = 3) -> list[Arrival]:
    """FIRST quiet signatures, then within a day a crowd, of which so many are forged; in order of time.

    Of the forged six tenths come by scripts from five networks with one mail domain, two tenths the same way "from" a
    village of 800, a tenth fills the field that nobody sees, and a tenth are people hired behind the school's address.
    They take so many `hours`.
    """
    chance = random.Random(seed)
    people = [_anybody(start - DAY * (number + 1) / FIRST, "first", number, chance) for number in range(FIRST)]
    honest = crowd - forged
    special = {"college": honest // 100, "villager": max(1, honest // 5000), "pupil": min(200, honest // 50)}
    people += [_anybody(_moment(start, chance), "", number, chance) for number in range(honest - sum(special.values()))]
    people += [_of_college(start, chance) for _ in range(special["college"])]
    people += [_villager(_moment(start, chance), number, chance) for number in range(special["villager"])]
    people += [_pupil(start + timedelta(hours=2), chance) for _ in range(special["pupil"])]
    people += _forged(start + timedelta(hours=4), forged, timedelta(hours=hours), chance)
    return sorted(people, key=lambda one: one.at)


def _moment(start: datetime, chance: random.Random) -> datetime:
    """More of them soon after the news than at night: the busiest hour has a fourteenth of all."""
    return start + DAY * min(chance.betavariate(1.4, 2.4), 0.999)


def _word(chance: random.Random, length: int = 9) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(length))


def _domain(chance: random.Random) -> str:
    """Three of four have a big provider, one in twenty a regional one, the others their firm's."""
    kind = chance.random()
    if kind < 0.75:
        return chance.choices(BIG, BIG_SHARES)[0]
    return chance.choices(PROVIDERS, cum_weights=PROVIDER_SHARES)[0] if kind < 0.8 else _firm(chance)


def _firm(chance: random.Random) -> str:
    """Some firms are large."""
    return f"firm-{int(20_000 * chance.random() ** 2)}.example"


def _anybody(at: datetime, kind: str, number: int, chance: random.Random) -> Arrival:
    """At home on a network of their own, or one of three behind a carrier's address that hundreds share."""
    is_mobile = chance.random() < 0.35
    carrier = chance.choices(range(256), cum_weights=CARRIER_SHARES)[0] if is_mobile else 0
    name = _word(chance)
    tail = str(chance.randrange(100)) if chance.random() < 0.3 else ""
    return Arrival(
        at=at,
        kind=kind or ("mobile" if is_mobile else "home"),
        name=f"{name.title()} Q{number}",
        email=f"{name}.q{tail}@{_domain(chance)}",
        country=chance.choices(("GB", "IE", "FR", "DE", "TR"), (80, 8, 5, 4, 3))[0],
        place="",
        network=f"198.51.100.{carrier}" if is_mobile else _address(chance),
    )


def _of_college(start: datetime, chance: random.Random) -> Arrival:
    """In one afternoon: students with one mail domain, every second of them on the campus, behind one address."""
    name = _word(chance, 10)
    at = start + timedelta(hours=3) + timedelta(hours=6) * chance.random()
    network = CAMPUS if chance.random() < 0.5 else _address(chance)
    return Arrival(at, "college", f"Student {name.title()}", f"{name}@{COLLEGE_DOMAIN}", "GB", "", network)


def _villager(at: datetime, number: int, chance: random.Random) -> Arrival:
    """Somebody who does live in the village for which scripts sign."""
    name = _word(chance)
    return Arrival(at, "villager", f"Villager {number}", f"{name}@gmail.com", "GB", VILLAGE, _address(chance))


def _pupil(start: datetime, chance: random.Random) -> Arrival:
    """An assembly of half an hour behind one address."""
    name = _word(chance, 10)
    at = start + timedelta(minutes=30) * chance.random()
    return Arrival(at, "pupil", f"Pupil {name.title()}", f"{name}@gmail.com", "GB", "", SCHOOL)


def _forged(start: datetime, forged: int, lasts: timedelta, chance: random.Random) -> Iterator[Arrival]:
    shares = (("script", 0.6), ("village", 0.2), ("trap", 0.1), ("hired", 0.1))
    number = 0
    for kind, share in shares:
        for _ in range(round(forged * share)):
            number += 1
            is_hired = kind == "hired"
            yield Arrival(
                at=start + lasts * chance.random(),
                kind=kind,
                name=f"Voice {number}",
                email=f"{_word(chance) if is_hired else 'voice'}{number}@{'gmail.com' if is_hired else SCRIPT_DOMAIN}",
                country="GB",
                place=VILLAGE if kind == "village" else "",
                network=SCHOOL if is_hired else f"203.0.113.{1 + number % SCRIPT_NETWORKS}",
                trap="x" if kind == "trap" else "",
            )


def _address(chance: random.Random) -> str:
    return f"{chance.randrange(11, 170)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
