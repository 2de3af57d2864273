"""What other thresholds of screening would hold, of the crowd of 2016 and of a storm: by the rules alone, no database.

Counts as `actions.judge` does, one signing after the other, and asks the same rules.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from unittest.mock import patch

from bench.crowd_2016 import Arrival, arrivals
from undersigned.signatures.rules.origins import domain_of, origin
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.rules.windows import SPANS, Level, advance, recent, window_start
from undersigned.signatures.screening import domain_window, network_window
from undersigned.signatures.screening.evidence import Evidence, Lately
from undersigned.signatures.screening.order import screen
from undersigned.signatures.screening.subjects import SITE_SUBJECT, SPANS_OF, subjects_of

KEY: Final = b"k" * 32
NEVER: Final = 10**9
Change = Mapping[str, float]
"""Of constants, `network.` or `domain.` before their name."""
VARIANTS: Final[Mapping[str, Change]] = {
    "as chosen": {},
    "no share, domains by minute and hour alone": {
        "network.SHARE": 0, "domain.SHARE": 0, "domain.FROM_ONE_NETWORK": NEVER, "domain.A_DAY": NEVER,
    },
    "no share": {"network.SHARE": 0, "domain.SHARE": 0},
    "network share 0.5 %": {"network.SHARE": 0.005},
    "network share 1 %": {"network.SHARE": 0.01},
    "network 60 an hour": {"network.AN_HOUR": 60},
    "network 240 an hour": {"network.AN_HOUR": 240},
    "domain share 1 %": {"domain.SHARE": 0.01},
    "domain share 5 %": {"domain.SHARE": 0.05},
    "domain from one network: 10 an hour": {"domain.FROM_ONE_NETWORK": 10},
    "domain from one network: 40 an hour": {"domain.FROM_ONE_NETWORK": 40},
    "domain from one network: not asked": {"domain.FROM_ONE_NETWORK": NEVER},
    "domain 30 a day": {"domain.A_DAY": 30},
    "domain 200 a day": {"domain.A_DAY": 200},
    "domain of a day: not asked": {"domain.A_DAY": NEVER},
}  # fmt: skip
MODULES: Final = {"network": network_window, "domain": domain_window}
PLAIN: Final = SigningRequest("one", "en", "Ida", "", "", "GB", "", 1, "en", show_name=False, updates=False)


def compare(crowd: int, forged: int, start: datetime) -> None:
    """Prints one table for each crowd."""
    storm = [_hurried(one, start) for one in arrivals(start, 3 * crowd, forged)]
    crowds = {
        f"{crowd:,} in a day, {forged:,} forged in three hours": arrivals(start, crowd, forged),
        f"{crowd:,} in a day, {forged:,} forged over eighteen hours": arrivals(start, crowd, forged, hours=18),
        f"a storm: {3 * crowd:,} in an hour, {forged:,} of them forged": storm,
    }
    for name, people in crowds.items():
        print(f"\n{name}\n\n| windows | scripts held | college | pupils | at home | behind carriers |", flush=True)
        print("| --- | --- | --- | --- | --- | --- |")
        for variant, change in VARIANTS.items():
            print(f"| {variant} | {' | '.join(_shares(people, held(people, change)))} |", flush=True)


def held(people: Sequence[Arrival], change: Change) -> Counter[str]:
    """How many of each kind the windows hold, with these constants changed."""
    found: Counter[str] = Counter()
    with ExitStack() as stack:
        for name, value in change.items():
            module, _, constant = name.partition(".")
            stack.enter_context(patch.object(MODULES[module], constant, value))
        counts = Counts()
        for one in people:
            found[one.kind] += screen(counts.evidence(one)).verdict is Verdict.HOLD
    return found


class Counts:
    """Levels of everything that screening counts."""

    def __init__(self) -> None:
        """Nobody has come."""
        self._levels: dict[tuple[bytes, int], Level] = {}

    def evidence(self, one: Arrival) -> Evidence:
        """One more has come, and what is known around it."""
        domain = domain_of(one.email)
        marks = origin(KEY, one.network, domain)
        subjects = subjects_of(marks, is_network_known=True, domain=domain, petition=1)
        network, of_domain, petition, both, here = [self._one_more(subject, one.at) for subject in subjects]
        return Evidence(
            request=replace(PLAIN, trap=one.trap),
            now=one.at,
            domain=domain,
            of_network=network,
            of_domain=of_domain,
            of_petition=petition,
            of_site=self._one_more(SITE_SUBJECT, one.at),
            of_both=both,
            of_domain_here=here,
        )

    def _one_more(self, subject: bytes, at: datetime) -> Lately:
        if not subject:
            return Lately()
        spans, unix = SPANS_OF[subject[0]], at.timestamp()
        found = dict.fromkeys(SPANS, 0.0)
        for span in spans:
            start = window_start(unix, span)
            before = self._levels.get((subject, span), Level(start))
            self._levels[subject, span] = level = advance(before, start, 1, span)
            found[span] = recent(level, unix, span)
        return Lately(*found.values())


def _hurried(one: Arrival, start: datetime) -> Arrival:
    """A day's crowd within an hour."""
    return replace(one, at=start + (one.at - start) / timedelta(hours=24) * timedelta(hours=1))


def _shares(people: Sequence[Arrival], found: Counter[str]) -> list[str]:
    whole = Counter(one.kind for one in people)
    columns = (("script", "village"), ("college",), ("pupil",), ("home",), ("mobile",))
    return [
        f"{sum(found[kind] for kind in kinds) / max(1, sum(whole[kind] for kind in kinds)):.1%}" for kinds in columns
    ]
